package dev.triptych.controlplane.comparison;

import dev.triptych.controlplane.workload.Description;
import dev.triptych.spi.Lifecycle;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be compared, and how.
 *
 * @param repetitions of each variant; with {@code precision}, the most
 * @param precision half of the interval's width as a part of the ratio, at which to stop; null for a fixed number
 * @param warmUps runs of each variant before the measured ones, reported apart
 * @param seed from which the order and the resampling follow
 * @param insideView whether to look around from inside of each variant
 * @param load what a service is asked; null for jobs
 */
public record Plan(
        List<Variant> variants,
        int repetitions,
        @Nullable Double precision,
        int warmUps,
        long seed,
        boolean insideView,
        @Nullable LoadPlan load) {
    /** The largest seed that every JSON reader keeps exactly (RFC 8259, section 6). */
    public static final long MOST_SEED = (1L << 53) - 1;

    /** Rounds before an {@code auto} comparison may stop: enough for the median to have settled somewhere. */
    public static final int LEAST_AUTO_ROUNDS = 10;

    public Plan {
        variants = List.copyOf(variants);
    }

    /**
     * One of what is compared.
     *
     * @param label what people call it
     * @param shown the description as the API shows it, in JSON
     */
    public record Variant(String label, Description description, String shown) {}

    /**
     * A bounded load on a service: each connection sends its next request when it has the answer to the last.
     *
     * @param port the name of one of the description's ports
     * @param path of the requests, all of them GET
     * @param seconds how long
     */
    public record LoadPlan(@Nullable String port, String path, int connections, int seconds) {}

    public boolean ofServices() {
        return variants.getFirst().description().lifecycle() == Lifecycle.SERVICE;
    }

    /** How many pairs of variants there are. */
    public int pairs() {
        return variants.size() * (variants.size() - 1) / 2;
    }
}
