package dev.triptych.systemtests.bench;

import java.util.ArrayList;
import java.util.List;

/** Durations of one contender, in milliseconds. */
final class Timing {
    private static final double NANOS_PER_MILLI = 1e6;

    private final String contender;
    private final List<Double> millis = new ArrayList<>();

    Timing(String contender) {
        this.contender = contender;
    }

    String contender() {
        return contender;
    }

    /** Something that takes time. */
    @FunctionalInterface
    interface Action {
        void run() throws java.io.IOException;
    }

    void take(Action action) throws java.io.IOException {
        long begin = System.nanoTime();
        action.run();
        addNanos(System.nanoTime() - begin);
    }

    void addNanos(long nanos) {
        add(nanos / NANOS_PER_MILLI);
    }

    void add(double duration) {
        millis.add(duration);
    }

    double[] values() {
        return millis.stream().mapToDouble(Double::doubleValue).toArray();
    }

    @Override
    public String toString() {
        double[] values = values();
        return "%-34s n=%-4d p50 %9.3f ms   p95 %9.3f ms   min %9.3f   max %9.3f"
                .formatted(
                        contender,
                        values.length,
                        Statistics.quantile(values, 0.5),
                        Statistics.quantile(values, 0.95),
                        Statistics.quantile(values, 0),
                        Statistics.quantile(values, 1));
    }
}
