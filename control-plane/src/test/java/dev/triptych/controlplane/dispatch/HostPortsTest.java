package dev.triptych.controlplane.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException;
import dev.triptych.controlplane.workload.PortSpec;
import dev.triptych.spi.PortProtocol;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HostPortsTest {
    private final HostPorts ports = new HostPorts();

    private static PortSpec port(@Nullable Integer publish) {
        return new PortSpec("http", 8080, PortProtocol.HTTP, publish, null);
    }

    @Test
    void whatIsNotPublishedGetsNoPort() {
        assertThat(ports.choose(List.of(port(null)), Map.of())).isEmpty();
    }

    @Test
    void zeroIsAFreePortAndNotTheSameOneTwiceInARow() {
        Set<Integer> chosen = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            chosen.addAll(ports.choose(List.of(port(0)), Map.of()).values());
        }
        assertThat(chosen).hasSize(20).allMatch(number -> number > 0);
    }

    @Test
    void aWorkloadKeepsThePortItHas() {
        assertThat(ports.choose(List.of(port(0)), Map.of("http", 12345))).containsEntry("http", 12345);
    }

    @Test
    void aPortThatIsTakenIsAConflictUnlessItIsOurOwn() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int number = taken.getLocalPort();
            assertThatExceptionOfType(TriptychException.Conflict.class)
                    .isThrownBy(() -> ports.choose(List.of(port(number)), Map.of()))
                    .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.PORT_TAKEN))
                    .withMessageContaining("(process " + ProcessHandle.current().pid() + ")");
            assertThat(ports.choose(List.of(port(number)), Map.of("http", number)))
                    .containsEntry("http", number);
        }
    }
}
