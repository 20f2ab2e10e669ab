package dev.triptych.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/**
 * A guest writes as fast as it can, numbered lines without a pause: it is not blocked for ever, no disk fills, what is not
 * kept is told, and nobody else notices. The rate is printed; it is the kind's own.
 */
@Tag("backend")
class LogFloodIT {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final long MIB = 1 << 20;
    private static final long KEPT = 2 * MIB;
    private static final long SEGMENT = MIB / 4;
    /** One record more than a segment holds: it is full when it is found to be. */
    private static final long RECORD = MIB / 8;
    /** A word, a space, seven digits and the line's end; the first million has fewer digits. */
    private static final long LEAST_BYTES_A_LINE = 22;

    @SuppressWarnings("NullAway.Init")
    private Service service;

    @SuppressWarnings("NullAway.Init")
    private String installation;

    @BeforeEach
    void startAServiceThatKeepsLittle() {
        service = Service.start(Map.of(
                "TRIPTYCH_LOGS_PERWORKLOAD", KEPT / MIB + "MiB", "TRIPTYCH_LOGS_SEGMENT", SEGMENT / 1024 + "KiB"));
        installation = Backends.installation(service);
        Counters.upload(service.admin());
        Workloads.uploadSamples(service.admin());
    }

    @AfterEach
    void remove() {
        service.close();
    }

    /** @param others what the kind's own backend may hold of the output besides, in MiB */
    @ParameterizedTest
    @CsvSource({"container, 2000000, 64", "wasm, 2000000, 72", "vm, 150000, 16"})
    void itEndsIsBoundedAndTellsWhatIsMissing(String kind, int lines, long others) throws Exception {
        Http http = service.admin();
        Workloads.launch(http, Counters.counter("wasm", "neighbour-wasm"));
        Workloads.launch(http, Counters.counter("container", "neighbour-container"));
        long before = usedBytes();
        List<Long> kept = new ArrayList<>();
        List<Long> used = new ArrayList<>();

        try (ExecutorService flooding = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<JsonNode> flood = flooding.submit(
                    () -> Workloads.run(http, Workloads.job(kind, "flood", "counter", "0s", Integer.toString(lines))));
            Await.level(kind + " is through", PATIENCE, () -> {
                kept.add(logBytes());
                used.add(usedBytes() - before);
                Workloads.run(http, Workloads.job("wasm", "meanwhile-" + kept.size(), "greeter")); // work goes on
                Workloads.delete(http, "meanwhile-" + kept.size());
                return flood.isDone();
            });
            JsonNode ended = flood.get();
            assertThat(ended.path("status").path("state").asString("")).isEqualTo("succeeded");
            printRate(kind, lines, ended);
        }

        assertThat(kept).as("bytes of its log").allMatch(bytes -> bytes <= KEPT + SEGMENT + RECORD);
        assertThat(used).as("bytes on disk, everywhere").allMatch(bytes -> bytes <= others * MIB + KEPT + SEGMENT);
        assertThat(Counters.last(http, "flood")).as("its last words").isEqualTo(lines);
        Counters.assertWhole(http, "flood");
        assertThat(gaps(http)).as("gaps that are told").isPositive();
        for (String neighbour : List.of("neighbour-wasm", "neighbour-container")) {
            Counters.awaitBeyond(http, neighbour, Counters.last(http, neighbour));
            Counters.assertWhole(http, neighbour);
            assertThat(gapsOf(http, neighbour)).as(neighbour + "'s gaps").isZero();
            assertThat(Told.runs(http, neighbour)).as(neighbour + "'s runs").isOne();
        }
    }

    private static void printRate(String kind, int lines, JsonNode ended) {
        JsonNode run = ended.path("status").path("currentRun");
        Duration took = Duration.between(
                Instant.parse(run.path("startedAt").asString("")),
                Instant.parse(run.path("endedAt").asString("")));
        System.Logger log = System.getLogger(LogFloodIT.class.getName());
        log.log(
                System.Logger.Level.INFO,
                "{0}: {1} lines, at least {2} MB a second",
                kind,
                lines,
                lines * LEAST_BYTES_A_LINE / 1000 / Math.max(1, took.toMillis()));
    }

    private static long gaps(Http http) {
        return gapsOf(http, "flood");
    }

    private static long gapsOf(Http http, String name) {
        return http.get(Workloads.PATH + "/" + name + "/logs?stream=stdout", Map.of("Accept", "application/x-ndjson"))
                .expect(200)
                .text()
                .lines()
                .filter(line -> line.contains("\"type\":\"gap\""))
                .count();
    }

    /** Of the largest log: all others are far below the bound. */
    private long logBytes() {
        return Shell.lines("sh", "-c", "du -sb --apparent-size " + service.home() + "/logs/* 2>/dev/null || true")
                .stream()
                .mapToLong(line -> Long.parseLong(line.substring(0, line.indexOf('\t'))))
                .max()
                .orElse(0);
    }

    /**
     * What the service and its wasm hosts have below its home, what Docker has of its containers and virtlogd of the VM's two
     * serial ports, as the disk counts.
     */
    private long usedBytes() {
        String folders = String.join(
                " ",
                service.home() + "/logs",
                service.home() + "/wasm/",
                "/var/lib/docker/containers",
                "/var/lib/triptych/vm/" + installation.replace("-", "") + "/m");
        String sum = Shell.run("sh", "-c", "du -scB1 " + folders + " 2>/dev/null | tail -n 1 | cut -f1");
        return Long.parseLong(sum.strip());
    }
}
