package dev.triptych.driver.wasm.host;

import dev.triptych.driver.wasm.wasi.GuestOutput;
import java.io.InputStream;
import java.util.Map;
import java.util.function.Consumer;

/** What a request gets from its service. */
interface RequestContext {
    SingleRun prepare(Map<String, String> variables, InputStream body, GuestOutput stdout, GuestOutput stderr);

    /**
     * Hands a run to a thread.
     *
     * @throws dev.triptych.spi.DriverException {@link dev.triptych.spi.DriverErrorCode#CAPACITY_EXCEEDED}
     */
    void submit(SingleRun run, Runnable afterwards);

    /** Takes lines for the service's log. */
    Consumer<byte[]> log();

    long mostOutputBytes();

    /** Adds what a run that has ended has cost. */
    void cost(SingleRun run);

    /** Takes the slot back. */
    void over(RequestRun request, boolean well, long nanos);
}
