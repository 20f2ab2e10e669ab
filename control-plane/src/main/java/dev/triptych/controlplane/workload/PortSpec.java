package dev.triptych.controlplane.workload;

import dev.triptych.spi.PortProtocol;
import org.jspecify.annotations.Nullable;

/**
 * Where the program listens.
 *
 * @param name unique in the description; the port's number as text where the user gave none
 * @param port 1 to 65535
 * @param publish null: not published; 0: on a free port of the host; else on exactly this one
 * @param bind the host's address to publish on; null for loopback
 */
public record PortSpec(
        String name,
        int port,
        PortProtocol protocol,
        @Nullable Integer publish,
        @Nullable String bind) {}
