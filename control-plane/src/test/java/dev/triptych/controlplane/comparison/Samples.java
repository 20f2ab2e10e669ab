package dev.triptych.controlplane.comparison;

import dev.triptych.controlplane.comparison.Plan.Variant;
import dev.triptych.controlplane.comparison.Trial.Purpose;
import dev.triptych.controlplane.reconcile.Jobs;
import dev.triptych.controlplane.workload.Phase;
import dev.triptych.spi.Figure;
import dev.triptych.spi.Figure.Unit;
import dev.triptych.spi.Moment;
import dev.triptych.spi.Preparation;
import dev.triptych.spi.Preparation.Temperature;
import dev.triptych.spi.Usage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Plans and samples for tests. */
final class Samples {
    static final Instant AT = Instant.parse("2026-01-31T12:00:00Z");

    private Samples() {}

    static Plan plan(int repetitions, @Nullable Double precision, String... labels) {
        return new Plan(
                Arrays.stream(labels)
                        .map(label -> new Variant(label, Jobs.wasm("job", "0", label), "{\"name\":\"job\"}"))
                        .toList(),
                repetitions,
                precision,
                1,
                42,
                false,
                null);
    }

    static final Sample.SourceUsed SOURCE = new Sample.SourceUsed("source", "sha256:0", 1000L, null);

    static Sample sample(long startUpNanos, Temperature temperature, String output) {
        Figure none = Figure.unavailable(Unit.COUNT, "not simulated");
        return new Sample(
                null,
                0,
                new Preparation(temperature, List.of(new Preparation.CacheUse("image", true, 3, 1))),
                List.of(
                        new Phase(Phase.Name.QUEUED, AT, 1_000L, null),
                        new Phase(Phase.Name.START, AT, startUpNanos - 1_000, null)),
                new Usage(
                        Moment.wallClockOnly(AT),
                        Figure.measured(Unit.BYTES, 0, "pss", ""),
                        Figure.measured(Unit.BYTES, 1 << 20, "pss", "").withShared(1 << 10, "a share"),
                        Figure.measured(Unit.NANOSECONDS, 5_000_000, "cgroup", ""),
                        none,
                        none,
                        none,
                        none),
                startUpNanos * 2,
                new Sample.Output("sha256:" + output, output.length(), output),
                null,
                SOURCE,
                Map.of());
    }

    static Trial measured(int position, int round, int variant, Sample sample) {
        return new Trial(position, Purpose.MEASURED, round, variant, 1, "cmp-x-" + position, AT, sample);
    }

    /** Rounds of start-ups with the noise of a real host: skewed, shared within a round, now and then one thrice as long. */
    static List<Trial> rounds(long seed, int rounds, double... centresMillis) {
        Random random = new Random(seed);
        List<Trial> trials = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            double common = Math.exp(0.05 * random.nextGaussian());
            for (int variant = 0; variant < centresMillis.length; variant++) {
                double once = centresMillis[variant] * common * Math.exp(0.06 * random.nextGaussian());
                double millis = random.nextInt(25) == 0 ? 3 * once : once;
                trials.add(measured(
                        trials.size(), round, variant, sample((long) (millis * 1e6), Temperature.PREPARED, "same")));
            }
        }
        return trials;
    }
}
