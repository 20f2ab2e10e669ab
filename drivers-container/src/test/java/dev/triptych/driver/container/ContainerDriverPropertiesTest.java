package dev.triptych.driver.container;

import static dev.triptych.driver.container.BackendSettings.ALLOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.triptych.driver.container.ContainerDriverProperties.Allowances;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class ContainerDriverPropertiesTest {
    private static ContainerDriverProperties bind(Map<String, String> keys) {
        return new Binder(new MapConfigurationPropertySource(keys))
                .bindOrCreate("triptych.container", ContainerDriverProperties.class);
    }

    @Test
    void everyKeyHasADefault() {
        assertThat(bind(Map.of()))
                .isEqualTo(new ContainerDriverProperties(
                        Path.of("/var/run/docker.sock"),
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(3),
                        512,
                        16,
                        3,
                        Path.of("/sys/fs/cgroup"),
                        "triptych0",
                        new Allowances(
                                4096,
                                Set.of(
                                        "AUDIT_WRITE",
                                        "CHOWN",
                                        "DAC_OVERRIDE",
                                        "FOWNER",
                                        "FSETID",
                                        "KILL",
                                        "MKNOD",
                                        "NET_BIND_SERVICE",
                                        "NET_RAW",
                                        "SETFCAP",
                                        "SETGID",
                                        "SETPCAP",
                                        "SETUID",
                                        "SYS_CHROOT"),
                                false)));
    }

    @Test
    void everyKeyCanBeSet() {
        assertThat(bind(Map.ofEntries(
                        Map.entry("triptych.container.socket", "/run/other.sock"),
                        Map.entry("triptych.container.deadline", "7s"),
                        Map.entry("triptych.container.probe-deadline", "900ms"),
                        Map.entry("triptych.container.pids-limit", "9"),
                        Map.entry("triptych.container.log-file-mib", "5"),
                        Map.entry("triptych.container.log-files", "4"),
                        Map.entry("triptych.container.cgroup-root", "/cgroup"),
                        Map.entry("triptych.container.bridge", "br7"),
                        Map.entry("triptych.container.allow.pids", "70"),
                        Map.entry("triptych.container.allow.capabilities", "NET_RAW,SYS_PTRACE"),
                        Map.entry("triptych.container.allow.seccomp-unconfined", "true"))))
                .isEqualTo(new ContainerDriverProperties(
                        Path.of("/run/other.sock"),
                        Duration.ofSeconds(7),
                        Duration.ofMillis(900),
                        9,
                        5,
                        4,
                        Path.of("/cgroup"),
                        "br7",
                        new Allowances(70, Set.of("NET_RAW", "SYS_PTRACE"), true)));
    }

    @Test
    void aLimitOfNoProcessesIsRefusedByName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Allowances(0, Set.of(), false))
                .withMessageContaining("triptych.container.allow.pids");
    }

    @Test
    void whatCannotWorkIsRefusedByName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ContainerDriverProperties(
                        Path.of("/s"), Duration.ZERO, Duration.ofSeconds(1), 1, 1, 1, Path.of("/c"), "b", ALLOW))
                .withMessageContaining("triptych.container.deadline");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ContainerDriverProperties(
                        Path.of("s"), Duration.ofSeconds(1), Duration.ofSeconds(1), 1, 1, 1, Path.of("/c"), "b", ALLOW))
                .withMessageContaining("absolute");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "br+", "br 0", "a23456789012345x", "-i", "..", "a/b"})
    void aBridgeThatNoRuleCouldNameIsRefusedByName(String bridge) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BackendSettings.withBridge(bridge))
                .withMessageContaining("triptych.container.bridge");
    }
}
