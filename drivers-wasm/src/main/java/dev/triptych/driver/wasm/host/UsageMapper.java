package dev.triptych.driver.wasm.host;

import dev.triptych.spi.Figure;
import dev.triptych.spi.Figure.Unit;
import dev.triptych.spi.Moment;
import dev.triptych.spi.Usage;
import org.jspecify.annotations.Nullable;

/** What a guest costs, from what its run and its module say. */
final class UsageMapper {
    private static final String MEMORY_BASIS = "linear-memory";
    private static final String MEMORY_NOTE =
            "linear memory and tables; what the engine keeps beside them is not counted";
    private static final String NO_NETWORK = "a Wasm guest has no network";

    private UsageMapper() {}

    /**
     * The figures of a run.
     *
     * @param run null for an object that was never started
     * @param codeBytes of its compiled module
     * @param sharers running guests of the same module, itself included when it runs
     */
    static Usage usage(@Nullable GuestRun run, long codeBytes, int sharers, Moment at) {
        boolean running = run != null && !run.over();
        Figure memory = Figure.measured(Unit.BYTES, run == null ? 0 : run.memoryBytes(), MEMORY_BASIS, MEMORY_NOTE);
        return new Usage(
                at,
                running
                        ? memory.withShared(
                                codeBytes / Math.max(1, sharers),
                                "shared: compiled code of %d bytes, divided by %d running guests (estimated)"
                                        .formatted(codeBytes, sharers))
                        : memory,
                Figure.measured(Unit.BYTES, run == null ? 0 : run.memoryPeakBytes(), MEMORY_BASIS, MEMORY_NOTE),
                Figure.measured(
                        Unit.NANOSECONDS,
                        run == null ? 0 : run.cpuNanos(),
                        "thread-clock",
                        "the guest's thread; compiling and collecting garbage are not in it"),
                Figure.measured(Unit.COUNT, running ? 1 : 0, "thread-count", ""),
                Figure.measured(Unit.BYTES, 0, "none-of-its-own", "a guest has no storage of its own, only mounts"),
                Figure.measured(Unit.BYTES, 0, "no-network", NO_NETWORK),
                Figure.measured(Unit.BYTES, 0, "no-network", NO_NETWORK));
    }
}
