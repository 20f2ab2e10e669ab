package dev.triptych.gateway.wire;

import org.jspecify.annotations.Nullable;

/**
 * A port of the host whose connections go to one address, byte for byte.
 *
 * @param key tells forwards apart
 * @param bind IP address of the host
 * @param port 1 to 65535
 * @param to null while it is not known: the port is held, and connections are closed at once
 */
public record Forward(
        String key, String bind, int port, @Nullable BackendAddress to) {}
