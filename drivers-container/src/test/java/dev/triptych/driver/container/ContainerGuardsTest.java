package dev.triptych.driver.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.KindOptions.Confinement;
import dev.triptych.spi.KindOptions.Seccomp;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContainerGuardsTest {
    private static Confinement adding(String... names) {
        return new Confinement(false, List.of(names), List.of(), List.of(), null, Seccomp.DEFAULT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NET_ADMIN",
                "NET_RAW",
                "BPF",
                "DAC_READ_SEARCH",
                "MAC_ADMIN",
                "MAC_OVERRIDE",
                "PERFMON",
                "SYS_ADMIN",
                "SYS_BOOT",
                "SYS_MODULE",
                "SYS_PTRACE",
                "SYS_RAWIO"
            })
    void whatUndoesBoundsIsRefusedWithWhatToDo(String capability) {
        DriverException refusal = assertThatExceptionOfType(DriverException.class)
                .isThrownBy(() -> ContainerGuards.checkCapabilities(adding("CHOWN", capability)))
                .actual();
        assertThat(refusal.code()).isEqualTo(DriverErrorCode.INVALID_SPEC);
        assertThat(refusal.safeMessage())
                .contains(
                        "the capability " + capability,
                        "network.egress must be \"all\"",
                        capability + " in container.capabilities.add");
    }

    @Test
    void whatHarmsNoBoundsMayBeAdded() {
        assertThatNoException()
                .isThrownBy(() -> ContainerGuards.checkCapabilities(
                        adding("AUDIT_WRITE", "IPC_LOCK", "MKNOD", "NET_BIND_SERVICE", "SETFCAP", "SYS_CHROOT")));
    }
}
