package dev.triptych.spi;

import org.jspecify.annotations.Nullable;

/**
 * A port the program listens on.
 *
 * @param number 1 to 65535, as seen inside the guest
 * @param publication how the host offers it; null when only the guest's own address leads to it
 */
public record Port(
        String name,
        int number,
        PortProtocol protocol,
        @Nullable Publication publication) {

    /**
     * A port of the host that leads to the guest's.
     *
     * @param bindAddress an IP address of the host
     * @param hostPort 1 to 65535; the control plane has chosen it, also where the user asked for "any"
     */
    public record Publication(String bindAddress, int hostPort) {}
}
