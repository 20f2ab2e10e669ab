package dev.triptych.driver.wasm.host;

/**
 * What single runs cost.
 *
 * @param memoryBytes held now
 * @param cpuNanos so far
 */
record SingleRunFigures(long memoryBytes, long memoryPeakBytes, long cpuNanos) {
    static final SingleRunFigures NONE = new SingleRunFigures(0, 0, 0);

    static SingleRunFigures of(SingleRun run) {
        return new SingleRunFigures(run.memoryBytes(), run.memoryPeakBytes(), run.cpuNanos());
    }

    SingleRunFigures plus(SingleRunFigures other) {
        return new SingleRunFigures(
                memoryBytes + other.memoryBytes, memoryPeakBytes + other.memoryPeakBytes, cpuNanos + other.cpuNanos);
    }
}
