package dev.triptych.driver.wasm.host;

import dev.triptych.driver.wasm.engine.CompiledModule;
import dev.triptych.driver.wasm.host.ExitMapper.Ending;
import dev.triptych.spi.Endpoint;
import dev.triptych.spi.Exit;
import dev.triptych.spi.Moment;
import dev.triptych.spi.Usage;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One incarnation of a workload: a program that runs from start to end, or a service. */
interface HostedRun {
    String incarnation();

    GuestOutputLog output();

    @Nullable
    Moment startedAt();

    /** How it ended; null while it runs. */
    @Nullable
    Exit exit();

    default boolean over() {
        return exit() != null;
    }

    /** Where its ports can be reached now. */
    List<Endpoint> endpoints();

    /** What it runs; null when it has ended. */
    @Nullable
    CompiledModule module();

    /** What it costs, or, after its end, has cost. */
    Usage usage(Sharers sharers, Moment at);

    /**
     * Ends it soon, for the first reason given.
     *
     * @param grace what a request that is being answered may take to its end
     */
    void end(Ending why, Duration grace);

    boolean awaitEnd(Duration most) throws InterruptedException;
}
