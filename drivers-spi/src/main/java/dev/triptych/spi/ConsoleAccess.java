package dev.triptych.spi;

/** Opens the console that a machine has, as somebody in front of it would. */
public interface ConsoleAccess extends Capability {

    /**
     * Opens the console of what runs. The session's output begins with the end of what the run wrote to its console before,
     * and goes on as it comes; all of it is of {@link LogStream#CONSOLE}. Its input is what is typed. It ends with the run,
     * without an exit code; closing it harms neither the run nor other sessions.
     *
     * <p>Not idempotent: each call is one session, and any number may be open; what they write is mixed, so who may write is
     * the caller's to arrange. A driver <em>must</em> keep what is written to the console in the log whether a session is open
     * or not, and <em>must not</em> let a session that does not read hold back the machine. Returns when output can be read.
     * Safe for use by many threads.
     *
     * @param recent how many bytes of what was written before are wanted at most; 0 for none
     * @throws DriverException {@link DriverErrorCode#WORKLOAD_ABSENT}; {@link DriverErrorCode#WORKLOAD_NOT_RUNNING};
     *     {@link DriverErrorCode#BACKEND_UNAVAILABLE}
     */
    InteractiveSession openConsole(WorkloadKey key, int recent);
}
