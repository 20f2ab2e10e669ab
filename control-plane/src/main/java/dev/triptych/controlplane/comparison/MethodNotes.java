package dev.triptych.controlplane.comparison;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Says how it was done, in sentences that stand in every report. */
final class MethodNotes {
    private MethodNotes() {}

    static List<String> of(Plan plan, PairComparison pairs) {
        List<String> notes = new ArrayList<>();
        notes.add(
                "Every round runs each variant once, in an order drawn from the seed, one at a time; other comparisons"
                        + " wait. " + plan.warmUps() + " warm-up round" + (plan.warmUps() == 1 ? "" : "s")
                        + " went before and stand in no figure.");
        notes.add(
                plan.precision() == null
                        ? "The number of repetitions was fixed beforehand: " + plan.repetitions() + "."
                        : String.format(
                                Locale.ROOT,
                                "The number of repetitions was chosen while it ran: at least %d, until each interval of a"
                                        + " primary figure reached no further than %s %% to either side, at most %d. It"
                                        + " stops by the width of the intervals, never by what they show.",
                                Plan.LEAST_AUTO_ROUNDS,
                                Verdicts.number(plan.precision() * 100, 3),
                                plan.repetitions()));
        notes.add(
                "Only repetitions whose image, root and compiled form were there already (\"prepared\", by the caches'"
                        + " own counters) stand in the figures; others are set aside and counted. The kernel's page cache is not"
                        + " dropped.");
        notes.add("Ratios are of medians. Their intervals come from a percentile bootstrap of 10 000 resamples of whole"
                + " rounds, so that noise which a round's variants share cancels; the resampling begins with the seed, and"
                + " the same samples give the same report.");
        notes.add(String.format(
                Locale.ROOT,
                "There %s. Each interval has a confidence of %s %%, so that the chance that any interval of one figure"
                        + " misses is at most 5 %% (Bonferroni). This holds for each figure by itself; the primary figures"
                        + " were named beforehand, and with the others, one in twenty may show a difference that is none.",
                plan.pairs() == 1 ? "is one pair of variants" : "are " + plan.pairs() + " pairs of variants",
                Verdicts.number(pairs.confidence() * 100, 4)));
        notes.add("An interval is given from " + pairs.leastPairs()
                + " pairs on: with fewer, not even the whole range of the"
                + " samples would cover the true median that often.");
        notes.add("\"No difference shown\" means that the interval holds 1. It does not mean that there is none.");
        notes.add(
                "Phases are on one monotonic clock; docs/measuring.md says what begins and ends each, for every kind.");
        if (plan.load() != null) {
            notes.add("The load came from this host, over " + plan.load().connections()
                    + " connections that each send the next request when they have the answer to the last, for "
                    + plan.load().seconds() + " s.");
        }
        return notes;
    }
}
