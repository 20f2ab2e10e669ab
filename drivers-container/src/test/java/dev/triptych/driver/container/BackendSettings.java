package dev.triptych.driver.container;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/** The Engine that the tests use, and variations of it. */
final class BackendSettings {
    /** That of the machines' network, as the host set-up makes it. */
    static final String BRIDGE = "triptych0";

    /** As unless configured otherwise, with few capabilities that may be added. */
    static final ContainerDriverProperties.Allowances ALLOW =
            new ContainerDriverProperties.Allowances(1000, Set.of("NET_RAW", "CHOWN"), false);

    private BackendSettings() {}

    static ContainerDriverProperties properties() {
        return withSocket(Path.of("/var/run/docker.sock"), Duration.ofSeconds(60));
    }

    static ContainerDriverProperties withSocket(Path socket, Duration deadline) {
        return new ContainerDriverProperties(
                socket, deadline, Duration.ofSeconds(3), 128, 1, 3, Path.of("/sys/fs/cgroup"), BRIDGE, ALLOW);
    }

    static ContainerDriverProperties withBridge(String bridge) {
        return new ContainerDriverProperties(
                Path.of("/var/run/docker.sock"),
                Duration.ofSeconds(60),
                Duration.ofSeconds(3),
                128,
                1,
                3,
                Path.of("/sys/fs/cgroup"),
                bridge,
                ALLOW);
    }

    /** As on a host whose control groups are not ours to use. */
    static ContainerDriverProperties withoutControlGroups() {
        return new ContainerDriverProperties(
                Path.of("/var/run/docker.sock"),
                Duration.ofSeconds(60),
                Duration.ofSeconds(3),
                128,
                1,
                3,
                Path.of("/nowhere/cgroup"),
                BRIDGE,
                ALLOW);
    }
}
