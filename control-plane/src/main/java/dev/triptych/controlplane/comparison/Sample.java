package dev.triptych.controlplane.comparison;

import dev.triptych.controlplane.workload.Phase;
import dev.triptych.spi.Preparation;
import dev.triptych.spi.Usage;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one repetition came to. Times are nanoseconds on the monotonic clock.
 *
 * @param failure why it does not count as a success; null when it does
 * @param exitCode of a job; null when it did not exit
 * @param preparation what the caches said; null when it did not get that far
 * @param footprint of the whole run; null when there was none
 * @param elapsed from the command to the recorded exit of a job, or the recorded readiness of a service, as the comparison
 *     waited for it; null when neither came
 * @param output what was written to standard output
 * @param load what a service answered; null for jobs
 * @param source what the description's source meant; null when that did not become clear
 * @param facts what the backend tells of this object
 */
record Sample(
        @Nullable Failure failure,
        @Nullable Integer exitCode,
        @Nullable Preparation preparation,
        List<Phase> phases,
        @Nullable Usage footprint,
        @Nullable Long elapsed,
        @Nullable Output output,
        @Nullable LoadResult load,
        @Nullable SourceUsed source,
        Map<String, String> facts) {
    Sample {
        phases = List.copyOf(phases);
        facts = Map.copyOf(facts);
    }

    static Sample failed(String code, String message) {
        return new Sample(new Failure(code, message), null, null, List.of(), null, null, null, null, null, Map.of());
    }

    /** The same with what has become known of its source. */
    Sample with(SourceUsed known) {
        return new Sample(failure, exitCode, preparation, phases, footprint, elapsed, output, load, known, facts);
    }

    boolean succeeded() {
        return failure == null;
    }

    /** Whether every prepared form was there: only such samples stand in the figures. */
    boolean prepared() {
        return preparation != null && preparation.temperature() == Preparation.Temperature.PREPARED;
    }

    /** The sum of the phases; null when one of them is not known. */
    @Nullable
    Long startUp() {
        long sum = 0;
        for (Phase phase : phases) {
            Long nanos = phase.nanos();
            if (nanos == null) {
                return null;
            }
            sum += nanos;
        }
        return phases.isEmpty() ? null : Long.valueOf(sum);
    }

    /** A stable word, and a sentence that is safe to show. */
    record Failure(String code, String message) {}

    /**
     * Standard output.
     *
     * @param digest of all of it, {@code sha256:…}; null when some of it is missing
     * @param beginning the first bytes as text, whatever they are
     */
    record Output(@Nullable String digest, long bytes, String beginning) {}

    /**
     * The source as it was pinned.
     *
     * @param size in bytes; null when not known
     * @param shared the part of the size that other images of the host hold as well; null when not asked for, or not told
     */
    record SourceUsed(
            String reference,
            String digest,
            @Nullable Long size,
            @Nullable Long shared) {
        SourceUsed sharing(@Nullable Long bytes) {
            return new SourceUsed(reference, digest, size, bytes);
        }
    }
}
