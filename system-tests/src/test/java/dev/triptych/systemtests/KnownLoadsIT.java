package dev.triptych.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What the API says moves by what the program does: 128 MiB touched, 2.0 s of processor time burnt, ± 5 %. */
@SystemTest
class KnownLoadsIT {
    private static final Percentage TOLERANCE = Percentage.withPercentage(5);
    private static final long MIB = 1L << 20;

    @ParameterizedTest
    @ValueSource(strings = {"vm", "container", "wasm"})
    void touchedMemoryIsSeen(String kind, Http http) {
        // A VM's boot leaves pages that are free in the guest and count on the host: both loads use those up first.
        long small = memory(http, kind, "33MiB");
        long large = memory(http, kind, "161MiB");
        assertThat(large - small).isCloseTo(128 * MIB, TOLERANCE);
    }

    private static long memory(Http http, String kind, String touched) {
        String name = "touch-" + kind;
        Map<String, Object> description =
                new LinkedHashMap<>(Workloads.job(kind, name, "hungry", "--touch", touched, "--hold", "10m"));
        description.put("lifecycle", "service");
        description.put("resources", Map.of("memory", "256MiB"));
        Workloads.launch(http, description);
        Await.level(
                "the load is there",
                Duration.ofMinutes(2),
                () -> http.get(Workloads.PATH + "/" + name + "/logs?stream=stdout")
                        .expect(200)
                        .text()
                        .contains("touched"));
        String since = latest(http, name).path("at").asString("");
        Await.level(
                "a sample was taken after it",
                Duration.ofMinutes(2),
                () -> !latest(http, name).path("at").asString("").equals(since));
        JsonNode figure = latest(http, name).path("footprint").path("memory");
        assertThat(figure.path("quality").asString()).isEqualTo("measured");
        Workloads.delete(http, name);
        return figure.path("own").asLong();
    }

    private static JsonNode latest(Http http, String name) {
        JsonNode samples = http.get(Workloads.PATH + "/" + name + "/usage")
                .expect(200)
                .json()
                .path("samples");
        return samples.isEmpty() ? Http.JSON.createObjectNode() : samples.path(samples.size() - 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"container", "wasm"})
    void burntProcessorTimeIsSeenAfterTheEnd(String kind, Http http) {
        long idle = cpuNanos(http, kind, "0s");
        long busy = cpuNanos(http, kind, "2.0s");
        assertThat(busy - idle).isCloseTo(Duration.ofSeconds(2).toNanos(), TOLERANCE);
    }

    /** A guest's own clock runs on while the host does other things, so a VM's load is measured from outside. */
    @Test
    void whatAVirtualMachineBurnsIsWhatTheHostSawItsProcessBurn(Service service, Http http) throws IOException {
        Workloads.launch(http, Workloads.job("vm", "burn-vm", "hungry", "--touch", "1MiB", "--burn", "10m"));
        QemuProcess qemu = QemuProcess.of("burn-vm", service);
        long atFirst = qemu.cpuNanos();
        long burnt = Duration.ofSeconds(2).toNanos();
        Await.level("two more seconds are burnt", Duration.ofMinutes(1), () -> qemu.cpuNanos() >= atFirst + burnt);
        long last = qemu.cpuNanos();
        http.post(Workloads.PATH + "/burn-vm/stop").expect(202);
        Await.level(
                "it is stopped",
                Duration.ofMinutes(2),
                () -> Workloads.state(http, "burn-vm").equals("stopped"));

        JsonNode cpuTime = Workloads.get(http, "burn-vm")
                .path("status")
                .path("currentRun")
                .path("footprint")
                .path("cpuTime");
        assertThat(cpuTime.path("quality").asString()).isEqualTo("measured");
        assertThat(cpuTime.path("own").asLong()).as("without the boot").isGreaterThan(burnt * 95 / 100);
        assertThat(cpuTime.path("value").asLong())
                .as("with the boot")
                .isCloseTo(Math.max(last, qemu.lastCpuNanos()), TOLERANCE);
        Workloads.delete(http, "burn-vm");
    }

    private static long cpuNanos(Http http, String kind, String burnt) {
        String name = "burn-" + kind;
        JsonNode workload = Workloads.run(http, Workloads.job(kind, name, "hungry", "--burn", burnt));
        JsonNode cpuTime =
                workload.path("status").path("currentRun").path("footprint").path("cpuTime");
        assertThat(cpuTime.path("quality").asString()).as("%s", workload).isEqualTo("measured");
        Workloads.delete(http, name);
        return cpuTime.path("own").asLong();
    }
}
