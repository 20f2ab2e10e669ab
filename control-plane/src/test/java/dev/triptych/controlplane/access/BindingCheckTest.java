package dev.triptych.controlplane.access;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;

class BindingCheckTest {
    private final ServerProperties server = new ServerProperties();

    @Test
    void loopbackNeedsNoTls() {
        server.setAddress(InetAddress.getLoopbackAddress());
        assertThatCode(new BindingCheck(server)::afterPropertiesSet).doesNotThrowAnyException();
    }

    @Test
    void whatOthersCanReachNeedsTls() throws UnknownHostException {
        assertThatThrownBy(new BindingCheck(server)::afterPropertiesSet).hasMessageContaining("every address");
        server.setAddress(InetAddress.getByAddress(new byte[] {10, 0, 0, 1}));
        assertThatThrownBy(new BindingCheck(server)::afterPropertiesSet).hasMessageContaining("10.0.0.1");
        server.setSsl(new Ssl());
        assertThatCode(new BindingCheck(server)::afterPropertiesSet).doesNotThrowAnyException();
    }
}
