package dev.triptych.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Weights and rates of I/O, read back from the kernel and from QEMU, which are to hold them. */
@SystemTest
class ResourcesIT {
    private static final String NAME = "resources-it";
    private static final String PATH = Workloads.PATH + "/" + NAME;
    private static final Path GROUPS = Path.of("/sys/fs/cgroup");
    private static final boolean UNIFIED = Files.exists(GROUPS.resolve("cgroup.controllers"));
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Map<String, Object> IO =
            Map.of("readBytesPerSecond", 8_388_608, "writeBytesPerSecond", 4_194_304, "readOperationsPerSecond", 901);

    private static Http http;

    @BeforeAll
    static void connect(Service service) {
        http = service.admin();
        Counters.upload(http);
    }

    @AfterEach
    void remove() {
        if (Workloads.names(http).contains(NAME)) {
            Workloads.delete(http, NAME);
        }
    }

    private static Map<String, Object> counter(String kind, Map<String, Object> resources) {
        Map<String, Object> description = Counters.counter(kind, NAME);
        description.put("resources", resources);
        return description;
    }

    private static String fact(String name) {
        return Told.status(http, NAME).path("facts").path(name).asString("");
    }

    /** The control group of a process, in one hierarchy of version 1 or the only one of version 2. */
    private static Path group(String pid, String controller) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", pid, "cgroup"))) {
            String[] parts = line.split(":", 3);
            if (UNIFIED || Arrays.asList(parts[1].split(",", -1)).contains(controller)) {
                return Path.of((UNIFIED ? GROUPS : GROUPS.resolve(controller)) + parts[2]);
            }
        }
        throw new AssertionError(pid + " is in no group of " + controller);
    }

    private static String read(Path group, String file) throws IOException {
        return Files.readString(group.resolve(file), UTF_8).strip();
    }

    private static String weight(Path group) throws IOException {
        return read(group, UNIFIED ? "cpu.weight" : "cpu.shares");
    }

    private static String weighing(int weight) {
        return Integer.toString(UNIFIED ? weight : weight * 1024 / 100);
    }

    @Test
    void aContainersRatesAndWeightAreTheKernels() throws IOException {
        JsonNode shown =
                Workloads.launch(http, counter("container", Map.of("memory", "64MiB", "cpuWeight", 50, "io", IO)));
        assertThat(shown.path("resources").path("cpuWeight").asInt()).isEqualTo(50);
        assertThat(shown.path("resources")
                        .path("io")
                        .path("readOperationsPerSecond")
                        .asInt())
                .isEqualTo(901);
        assertHeld();

        http.post(PATH + "/restart").expect(202);
        Await.level(
                "its second run is ready",
                PATIENCE,
                () -> Told.runs(http, NAME) == 2 && Workloads.state(http, NAME).equals("ready"));
        assertHeld();
    }

    private static void assertHeld() throws IOException {
        String pid = Shell.run("docker", "inspect", "-f", "{{.State.Pid}}", fact("backendId"))
                .strip();
        Path io = group(pid, "blkio");
        if (UNIFIED) {
            assertThat(read(io, "io.max")).endsWith("rbps=8388608 wbps=4194304 riops=901 wiops=max");
        } else {
            assertThat(read(io, "blkio.throttle.read_bps_device")).endsWith(" 8388608");
            assertThat(read(io, "blkio.throttle.write_bps_device")).endsWith(" 4194304");
            assertThat(read(io, "blkio.throttle.read_iops_device")).endsWith(" 901");
            assertThat(read(io, "blkio.throttle.write_iops_device")).isEmpty();
        }
        assertThat(weight(group(pid, "cpu").resolve(".."))).isEqualTo(weighing(50));
    }

    @Test
    void aMachinesRatesAreQemusAndItsWeightTheKernels() {
        Workloads.launch(http, counter("vm", Map.of("memory", "128MiB", "cpuWeight", 200, "io", IO)));
        String domain = fact("backendId");
        String rates = virsh("blkdeviotune", domain, "vda");
        assertThat(rates.lines().map(line -> line.replaceAll("\\s+", "")))
                .contains("read_bytes_sec:8388608", "write_bytes_sec:4194304", "read_iops_sec:901", "write_iops_sec:0");
        assertThat(virsh("schedinfo", domain).lines().map(line -> line.replaceAll("\\s+", "")))
                .contains("cpu_shares:" + weighing(200));
    }

    private static String virsh(String... words) {
        return Shell.run(Stream.concat(Stream.of("virsh", "-q", "-c", "qemu:///system"), Stream.of(words))
                .toArray(String[]::new));
    }

    @Test
    void aModuleWithAHostOfItsOwnHasAWeightAndNoneHasRates() throws IOException {
        Map<String, Object> weighed = counter("wasm", Map.of("cpuWeight", 37));
        assertRefused("resources.cpuWeight", weighed);
        weighed.put("wasm", Map.of("isolation", "dedicated"));
        Workloads.launch(http, weighed);
        assertThat(fact("cpus")).contains("weight 37");
        Path parent = (UNIFIED ? GROUPS : GROUPS.resolve("cpu")).resolve("triptych-wasm");
        try (Stream<Path> groups = Files.list(parent)) {
            List<Path> own = groups.filter(Files::isDirectory).toList();
            assertThat(own).anySatisfy(group -> assertThat(weight(group)).isEqualTo(weighing(37)));
        }
        Workloads.delete(http, NAME);
        assertRefused("resources.io", counter("wasm", Map.of("io", IO)));
    }

    @Test
    void whatNobodyWouldHoldIsRefusedAndNothingIsMade() {
        Map<String, Object> machine = counter("vm", Map.of("memory", "128MiB", "io", IO));
        machine.put("mounts", List.of(Map.of("volume", "resources-it", "path", "/data")));
        assertRefused("resources.io", machine);
        http.post(Workloads.PATH, counter("container", Map.of("io", Map.of("readBytesPerSecond", 1))))
                .expectProblem(400, "VALIDATION_FAILED");
        http.post(Workloads.PATH, counter("container", Map.of("cpuWeight", 0))).expectProblem(400, "VALIDATION_FAILED");
        http.post(Workloads.PATH, counter("container", Map.of("io", Map.of("bytes", 1))))
                .expectProblem(400, "UNKNOWN_FIELD");
    }

    private static void assertRefused(String field, Map<String, Object> description) {
        String answer = http.post(Workloads.PATH, description)
                .expectProblem(422, "NOT_SUPPORTED")
                .text();
        assertThat(answer).contains(field);
        http.get(PATH).expect(404);
    }
}
