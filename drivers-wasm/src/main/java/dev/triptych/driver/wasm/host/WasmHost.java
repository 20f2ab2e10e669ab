package dev.triptych.driver.wasm.host;

import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.Invoking;
import dev.triptych.spi.Invoking.Invocation;
import dev.triptych.spi.Invoking.Invoked;
import dev.triptych.spi.LogSink;
import dev.triptych.spi.Observation;
import dev.triptych.spi.OneStepStart.Begun;
import dev.triptych.spi.Preparation;
import dev.triptych.spi.Registration;
import dev.triptych.spi.Source.WasmModule;
import dev.triptych.spi.Usage;
import dev.triptych.spi.WorkloadKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs guests. The driver speaks to it in values that can cross a process boundary; idempotency, deadlines and errors are
 * those of {@link dev.triptych.spi.Driver}, whose calls of the same name it serves. Safe for use by many threads.
 */
public interface WasmHost extends AutoCloseable {

    /** Compiles, unless it was done before. */
    Preparation prepare(String engine, WasmModule module);

    /** Keeps an order, ready to be started. */
    Observation create(GuestOrder order);

    /**
     * Starts a guest.
     *
     * @throws DriverException {@link DriverErrorCode#CAPACITY_EXCEEDED} with the arithmetic when the sum of limits or the
     *     number of guests would be too large
     */
    Observation start(GuestOrder order);

    /** Both at once, as {@link dev.triptych.spi.OneStepStart} says. */
    Begun begin(GuestOrder order);

    /** Ends a guest at once: a guest cannot be asked. Waits for the end, at most the grace and a little. */
    void stop(WorkloadKey key, Duration grace);

    void destroy(WorkloadKey key);

    Observation observe(WorkloadKey key);

    List<Observation> observeAll();

    Usage usage(WorkloadKey key);

    /**
     * Runs the order's module once more and waits for its end, as {@link Invoking#invoke} says. The order's own standard
     * input is left out.
     */
    Invoked invoke(GuestOrder order, Invocation call);

    Registration follow(WorkloadKey key, @Nullable String incarnation, String cursor, LogSink sink);

    /** Hears every change by itself, on the host's threads. */
    Registration listen(Consumer<Observation> listener);

    /** What is wrong with this host or an engine of it, in a sentence; null when all is well. */
    @Nullable
    String problem();

    /** Whether guests can be run and asked about; where not, {@link #problem} says why. */
    boolean usable();

    /** Why no workload can have a host of its own, as the end of a sentence; null when it can. */
    @Nullable
    String whyNoHostsOfTheirOwn();

    /** Whether guests go on when this process ends. */
    boolean outlivesThisProcess();

    /** About the host, for people. */
    Map<String, String> facts();

    /** What all guests together may hold, in bytes. */
    long memoryBudgetBytes();

    /** Lets go of everything. Guests that do not outlive this process are ended, as lost. */
    @Override
    void close();
}
