package dev.triptych.spi;

import java.util.List;

/**
 * What {@link Driver#prepare} found and did.
 *
 * @param uses one entry for each cache that was asked; the proof of the temperature
 */
public record Preparation(Temperature temperature, List<CacheUse> uses) {
    public Preparation {
        uses = List.copyOf(uses);
    }

    /** How much was ready before. Figures of different temperatures are never mixed. */
    public enum Temperature {
        /** At least one prepared form had to be made: pulled, converted or compiled. The page cache is not dropped. */
        COLD,
        /** Every prepared form was there. */
        PREPARED,
        /** A running pool took the workload. */
        WARM
    }

    /**
     * One question to one cache.
     *
     * @param cache a stable word such as {@code image}, {@code root}, {@code compiled-module}
     * @param hits the cache's own counter of hits after this question
     * @param misses the cache's own counter of misses after this question
     */
    public record CacheUse(String cache, boolean hit, long hits, long misses) {}
}
