package dev.triptych.controlplane.workload;

import dev.triptych.spi.PortProtocol;
import java.net.InetAddress;
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
        @Nullable String bind) {
    private static final String LOOPBACK = "127.0.0.1";

    /** Where to publish on. */
    public String bindAddress() {
        return bind == null ? LOOPBACK : bind;
    }

    /** Where this host reaches what is published; what is published on all addresses is reached over loopback. */
    public String reachableAddress() {
        return reachable(bindAddress());
    }

    /** The same address, or loopback for the one that means all. */
    public static String reachable(String host) {
        InetAddress address = InetAddress.ofLiteral(host);
        return !address.isAnyLocalAddress() ? host : host.contains(":") ? "::1" : LOOPBACK;
    }
}
