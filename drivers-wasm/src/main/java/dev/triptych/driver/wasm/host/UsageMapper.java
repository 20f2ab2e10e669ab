package dev.triptych.driver.wasm.host;

import dev.triptych.driver.wasm.engine.CompiledModule;
import dev.triptych.spi.Figure;
import dev.triptych.spi.Figure.Unit;
import dev.triptych.spi.Moment;
import dev.triptych.spi.Usage;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a guest costs, from what its run and its module say. */
final class UsageMapper {
    private static final double MEBIBYTE = 1 << 20;
    private static final String MEMORY_BASIS = "linear-memory";
    private static final String MEMORY_NOTE =
            "linear memory and tables; what the engine keeps beside them is not counted";
    private static final String NO_NETWORK = "A Wasm job has no network.";

    private static final String HTTP_BASIS = "http";
    private static final String HTTP_NOTE =
            "all that went over the connections of its listeners, heads and framing included; without the heads of TCP"
                    + " and IP";

    private UsageMapper() {}

    /** What an object costs that was never started. */
    static Usage ofNothing(Moment at) {
        return usage(0, SingleRunFigures.NONE, 0, null, at);
    }

    /**
     * The figures of what runs or ran.
     *
     * @param threads that run the guest now, 0 when it has ended
     * @param sharers running guests of the same module, itself included when it runs
     * @param module null when it has ended
     */
    static Usage usage(int threads, SingleRunFigures figures, int sharers, @Nullable CompiledModule module, Moment at) {
        Figure memory = Figure.measured(Unit.BYTES, figures.memoryBytes(), MEMORY_BASIS, MEMORY_NOTE);
        return new Usage(
                at,
                module == null ? memory : withCode(memory, module.codeBytes(), sharers),
                Figure.measured(Unit.BYTES, figures.memoryPeakBytes(), MEMORY_BASIS, MEMORY_NOTE),
                Figure.measured(
                        Unit.NANOSECONDS,
                        figures.cpuNanos(),
                        "thread-clock",
                        "the guest's thread; compiling and collecting garbage are not in it"),
                Figure.measured(Unit.COUNT, threads, "thread-count", ""),
                Figure.measured(Unit.BYTES, 0, "none-of-its-own", "a guest has no storage of its own, only mounts"),
                Figure.unavailable(Unit.BYTES, NO_NETWORK),
                Figure.unavailable(Unit.BYTES, NO_NETWORK));
    }

    /** What connections carried. */
    static Figure http(long bytes) {
        return Figure.measured(Unit.BYTES, bytes, HTTP_BASIS, HTTP_NOTE);
    }

    /** The same with the guest's part of what the host itself costs, which the code is a part of. */
    static Usage withHost(Usage usage, HostCost.Cost host) {
        if (host.pssBytes() == 0) {
            return usage;
        }
        Figure memory = usage.memory();
        Figure shared = new Figure(
                memory.unit(),
                memory.own(),
                host.share(),
                memory.basis(),
                memory.quality(),
                String.format(
                        Locale.ROOT,
                        "%s; shared: the wasm host's %.1f MiB (pss) without the %.1f MiB that its guests hold, divided by the guests that run (%d)",
                        MEMORY_NOTE,
                        host.pssBytes() / MEBIBYTE,
                        host.guests().memoryBytes() / MEBIBYTE,
                        host.guests().running()));
        return new Usage(
                usage.at(),
                shared,
                usage.memoryPeak(),
                usage.cpuTime(),
                usage.threads(),
                usage.disk(),
                usage.received(),
                usage.sent(),
                usage.requests());
    }

    private static Figure withCode(Figure memory, long codeBytes, int sharers) {
        return memory.withShared(
                codeBytes / Math.max(1, sharers),
                "shared: compiled code of %d bytes, divided by %d running guests (estimated)"
                        .formatted(codeBytes, sharers));
    }
}
