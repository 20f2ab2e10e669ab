package dev.triptych.driver.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.triptych.spi.ByteSize;
import dev.triptych.spi.CpuWeight;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.IoLimits;
import dev.triptych.spi.Mount;
import dev.triptych.spi.Resources;
import dev.triptych.spi.WorkloadSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the kernel holds a real container to. */
@Tag("backend")
class DockerDriverResourcesTest {
    private static final Path ROOT = Path.of("/sys/fs/cgroup");
    private static final boolean UNIFIED = ControlGroup.isUnified(ROOT);
    private static final IoLimits IO = new IoLimits(1_048_576L, 2_097_152L, 301L, 302L);

    private final DockerFixture fixture = new DockerFixture();

    @AfterEach
    void removeEverything() {
        fixture.close();
    }

    private WorkloadSpec bounded(WorkloadSpec spec) {
        return DockerFixture.with(spec, new Resources(1, ByteSize.ofMebibytes(64), null, null, new CpuWeight(25), IO));
    }

    private WorkloadSpec staying() {
        return bounded(fixture.script("sleep 600"));
    }

    private void launch(WorkloadSpec spec) {
        fixture.driver().create(spec);
        fixture.driver().start(spec);
    }

    /** The container's own groups below the one of ours, which is its weight's. */
    private static List<Path> groups(String hierarchy, WorkloadSpec spec) throws IOException {
        Path ours = (UNIFIED ? ROOT : ROOT.resolve(hierarchy))
                .resolve("triptych")
                .resolve(spec.key().id() + "-" + spec.key().generation());
        try (Stream<Path> groups = Files.walk(ours)) {
            return groups.filter(Files::isDirectory).toList();
        }
    }

    /** The bounds of the disk below the Engine's files, by their names in the kernel's files. */
    private static Map<String, String> held(WorkloadSpec spec) throws IOException {
        Path group = groups("blkio", spec).getLast();
        if (UNIFIED) {
            return Map.of(
                    "all", Files.readString(group.resolve("io.max")).strip().split(" ", 2)[1]);
        }
        return Map.of(
                "read", bound(group, "read_bps"),
                "write", bound(group, "write_bps"),
                "reads", bound(group, "read_iops"),
                "writes", bound(group, "write_iops"));
    }

    private static String bound(Path group, String name) throws IOException {
        return Files.readString(group.resolve("blkio.throttle." + name + "_device"))
                .strip()
                .split(" ", 2)[1];
    }

    private static Map<String, String> wanted() {
        return UNIFIED
                ? Map.of("all", "rbps=1048576 wbps=2097152 riops=301 wiops=302")
                : Map.of("read", "1048576", "write", "2097152", "reads", "301", "writes", "302");
    }

    @Test
    void ratesAndWeightAreInTheKernelsOwnFilesAtEachStart() throws IOException {
        WorkloadSpec spec = staying();
        launch(spec);
        assertThat(held(spec)).isEqualTo(wanted());
        Path ours = groups("cpu", spec).getFirst();
        assertThat(Files.readString(ours.resolve(UNIFIED ? "cpu.weight" : "cpu.shares"))
                        .strip())
                .isEqualTo(UNIFIED ? "25" : "256");

        fixture.driver().stop(spec.key(), Duration.ZERO);
        fixture.driver().start(spec);
        assertThat(held(spec)).isEqualTo(wanted());
        assertThat(Files.readString(ours.resolve(UNIFIED ? "cpu.weight" : "cpu.shares"))
                        .strip())
                .isEqualTo(UNIFIED ? "25" : "256");
    }

    /** A volume's device may be another one after a restart of the host. */
    @Test
    void aDiskThatIsAnotherOneIsLookedForAtEachStart() throws IOException {
        WorkloadSpec spec = staying();
        fixture.driver().create(spec);
        Path links = fixture.home().resolve("container/disks/" + spec.key().id() + "-1");
        Files.createDirectories(links);
        Files.createSymbolicLink(links.resolve("root"), Path.of("/dev/null"));
        fixture.driver().start(spec);
        assertThat(held(spec)).isEqualTo(wanted());

        fixture.driver().destroy(spec.key());
        assertThat(links).doesNotExist();
    }

    @Test
    void whatIsOnNoDiskIsRefusedAndNamed() {
        WorkloadSpec spec =
                DockerFixture.with(staying(), List.of(new Mount(Path.of("/dev/shm"), "/memory", false)), List.of());
        assertThatExceptionOfType(DriverException.class)
                .isThrownBy(() -> fixture.driver().plan(spec))
                .satisfies(refusal -> {
                    assertThat(refusal.code()).isEqualTo(DriverErrorCode.NOT_SUPPORTED);
                    assertThat(refusal.safeMessage()).contains("resources.io", "/dev/shm");
                });
    }

    @Test
    void whereDockersGroupsAreNotOursAWeightIsRefused() {
        try (DockerFixture other = new DockerFixture(BackendSettings.withoutControlGroups())) {
            WorkloadSpec weighed = DockerFixture.with(
                    other.script("true"),
                    new Resources(1, ByteSize.ofMebibytes(64), null, null, new CpuWeight(25), null));
            assertThatExceptionOfType(DriverException.class)
                    .isThrownBy(() -> other.driver().plan(weighed))
                    .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(DriverErrorCode.NOT_SUPPORTED));
        }
    }
}
