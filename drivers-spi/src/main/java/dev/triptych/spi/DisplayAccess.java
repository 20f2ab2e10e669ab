package dev.triptych.spi;

/** Opens the display of a machine that has {@link KindOptions.Graphics#DISPLAY}. */
public interface DisplayAccess extends Capability {

    /**
     * Opens the display of what runs. The session carries a connection of the RFB protocol (RFC 6143) from its first byte, with the
     * machine's side as the server and without a password; all output is of {@link LogStream#CONSOLE}. It ends with the run, without an exit
     * code; closing it harms neither the run nor other sessions.
     *
     * <p>Not idempotent: each call is one session, and many may be open at once. A driver <em>must</em> see to it that no client can shut
     * others out, that nobody else on the host or beyond reaches the display without this, and that a session that does not read
     * holds back neither the machine nor other sessions. Returns when it is connected. Safe for use by many threads.
     *
     * @throws DriverException {@link DriverErrorCode#WORKLOAD_ABSENT}; {@link DriverErrorCode#WORKLOAD_NOT_RUNNING};
     *     {@link DriverErrorCode#NOT_SUPPORTED} by a machine without a display; {@link DriverErrorCode#BACKEND_UNAVAILABLE}
     */
    InteractiveSession openDisplay(WorkloadKey key);
}
