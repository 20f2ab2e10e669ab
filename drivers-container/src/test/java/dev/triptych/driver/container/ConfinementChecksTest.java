package dev.triptych.driver.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.triptych.spi.ByteSize;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.KindOptions.Confinement;
import dev.triptych.spi.KindOptions.ContainerOptions;
import dev.triptych.spi.KindOptions.ContainerProgram;
import dev.triptych.spi.KindOptions.Seccomp;
import dev.triptych.spi.KindOptions.Tmpfs;
import dev.triptych.spi.KindOptions.Ulimit;
import dev.triptych.spi.WorkloadSpec;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfinementChecksTest {
    private final ConfinementChecks checks = new ConfinementChecks(BackendSettings.ALLOW);

    static WorkloadSpec with(Confinement confinement, Tmpfs... tmpfs) {
        return with(ContainerProgram.OF_IMAGE, confinement, tmpfs);
    }

    static WorkloadSpec with(ContainerProgram program, Confinement confinement, Tmpfs... tmpfs) {
        WorkloadSpec plain = DockerFixture.spec(
                DockerFixture.newKey(),
                new dev.triptych.spi.Source.ContainerImage("x:1", "sha256:" + "c".repeat(64)),
                List.of(),
                Map.of(),
                "");
        return DockerFixture.with(plain, new ContainerOptions(null, null, program, confinement, List.of(tmpfs)));
    }

    private static Confinement adding(String... names) {
        return new Confinement(false, List.of(names), List.of(), List.of(), null, Seccomp.DEFAULT);
    }

    private static Confinement limited(@Nullable Long pids, Ulimit... limits) {
        return new Confinement(false, List.of(), List.of(), List.of(limits), pids, Seccomp.DEFAULT);
    }

    private DriverException refusal(WorkloadSpec spec) {
        return assertThatExceptionOfType(DriverException.class)
                .isThrownBy(() -> checks.check(spec))
                .actual();
    }

    @Test
    void whatTheConfigurationAllowsMayBeAdded() {
        assertThatNoException().isThrownBy(() -> checks.check(with(adding("NET_RAW", "CHOWN"))));
        assertThatNoException().isThrownBy(() -> checks.check(with(Confinement.DEFAULT)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SYS_ADMIN", "SYS_PTRACE", "SYS_MODULE", "NET_ADMIN", "DAC_READ_SEARCH"})
    void whatReachesBeyondTheContainerIsRefusedWithTheKeyThatAllowsIt(String name) {
        DriverException refusal = refusal(with(adding(name)));
        assertThat(refusal.code()).isEqualTo(DriverErrorCode.NOT_SUPPORTED);
        assertThat(refusal.safeMessage()).contains(name, "triptych.container.allow.capabilities");
        ConfinementChecks wide =
                new ConfinementChecks(new ContainerDriverProperties.Allowances(10, Set.of(name), false));
        assertThatNoException().isThrownBy(() -> wide.check(with(adding(name))));
    }

    @Test
    void everyCapabilityAtOnceIsNeverGivenAndUnknownOnesAreNamed() {
        assertThat(refusal(with(adding("ALL"))).safeMessage()).contains("ALL");
        assertThat(refusal(with(adding("NET_RAWE"))).safeMessage()).contains("NET_RAWE", "capabilities(7)");
        Confinement dropping =
                new Confinement(false, List.of(), List.of("ALL", "NOPE"), List.of(), null, Seccomp.DEFAULT);
        assertThat(refusal(with(dropping)).safeMessage()).contains("capabilities.drop", "NOPE");
    }

    @Test
    void doingWithoutTheFilterOfSystemCallsHasToBeAllowed() {
        Confinement open = new Confinement(false, List.of(), List.of(), List.of(), null, Seccomp.UNCONFINED);
        assertThat(refusal(with(open)).code()).isEqualTo(DriverErrorCode.NOT_SUPPORTED);
        assertThat(refusal(with(open)).safeMessage()).contains("triptych.container.allow.seccomp-unconfined");
        ConfinementChecks wide = new ConfinementChecks(new ContainerDriverProperties.Allowances(10, Set.of(), true));
        assertThatNoException().isThrownBy(() -> wide.check(with(open)));
    }

    @Test
    void processesAreBoundedByTheConfiguration() {
        assertThatNoException().isThrownBy(() -> checks.check(with(limited(1000L))));
        assertThat(refusal(with(limited(1001L))).safeMessage()).contains("1000", "1001");
        assertThat(refusal(with(limited(0L))).code()).isEqualTo(DriverErrorCode.INVALID_SPEC);
    }

    @ParameterizedTest
    @CsvSource({"nofile, 10, 5", "nofile, -1, 5", "nofile, -2, -1", "rtprio, 1, 1", "nice, 1, 1", "files, 1, 1"})
    void whatIsNoLimitIsRefused(String name, long soft, long hard) {
        DriverException refusal = refusal(with(limited(null, new Ulimit(name, soft, hard))));
        assertThat(refusal.code()).isEqualTo(DriverErrorCode.INVALID_SPEC);
        assertThat(refusal.safeMessage()).contains("container.ulimits", name);
    }

    @Test
    void limitsUpToNoneAreTaken() {
        assertThatNoException()
                .isThrownBy(() -> checks.check(with(limited(
                        null, new Ulimit("nofile", 5, 5), new Ulimit("core", 0, -1), new Ulimit("stack", -1, -1)))));
    }

    @Test
    void aFolderInMemoryHoldsNoMoreThanTheMemoryThatItCountsAs() {
        assertThatNoException()
                .isThrownBy(() ->
                        checks.check(with(Confinement.DEFAULT, new Tmpfs("/run", ByteSize.ofMebibytes(64), "1777"))));
        DriverException refusal =
                refusal(with(Confinement.DEFAULT, new Tmpfs("/run", ByteSize.ofMebibytes(65), "1777")));
        assertThat(refusal.safeMessage()).contains("/run", "65MiB", "64MiB");
    }
}
