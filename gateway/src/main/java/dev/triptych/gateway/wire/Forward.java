package dev.triptych.gateway.wire;

import org.jspecify.annotations.Nullable;

/**
 * A port of the host whose connections or datagrams go to one address, byte for byte.
 *
 * @param key tells forwards apart
 * @param bind IP address of the host
 * @param port 1 to 65535
 * @param to null while it is not known: the port is held, connections are closed at once and datagrams dropped
 */
public record Forward(
        String key,
        Transport transport,
        String bind,
        int port,
        @Nullable BackendAddress to) {
    public Forward(String key, @Nullable Transport transport, String bind, int port, @Nullable BackendAddress to) {
        this.key = key;
        this.transport = transport == null ? Transport.TCP : transport; // a table that an earlier build kept
        this.bind = bind;
        this.port = port;
        this.to = to;
    }
}
