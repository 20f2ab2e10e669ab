package dev.triptych.controlplane.access;

import java.net.InetAddress;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.stereotype.Component;

/** Stops the start when tokens would travel in the clear: beyond loopback the service speaks TLS or nothing. */
@Component
final class BindingCheck implements InitializingBean {
    private final ServerProperties server;

    BindingCheck(ServerProperties server) {
        this.server = server;
    }

    @Override
    public void afterPropertiesSet() {
        InetAddress address = server.getAddress();
        boolean loopback = address != null && address.isLoopbackAddress();
        if (!loopback && server.getSsl() == null) {
            throw new IllegalStateException("server.address is " + (address == null ? "every address" : address)
                    + ", which others can reach, and there is no TLS. Set server.ssl (see Spring Boot's reference), or"
                    + " bind to 127.0.0.1 and put a proxy with TLS before it.");
        }
    }
}
