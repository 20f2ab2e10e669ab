package dev.triptych.controlplane.comparison;

import dev.triptych.controlplane.comparison.Report.Pair;
import dev.triptych.statistics.RatioInterval;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Puts the intervals of pairs into words. */
final class Verdicts {
    /** From here on a ratio is told as a factor, below as a percentage. */
    private static final double FACTOR_FROM = 2;

    private final Plan plan;
    private final PairComparison pairs;

    Verdicts(Plan plan, PairComparison pairs) {
        this.plan = plan;
        this.pairs = pairs;
    }

    /** Each figure of each pair of variants. */
    List<Pair> all() {
        return Metric.of(plan).stream().flatMap(metric -> of(metric).stream()).toList();
    }

    /** One figure of each pair of variants. */
    List<Pair> of(Metric metric) {
        List<Pair> all = new ArrayList<>();
        for (int first = 0; first < plan.variants().size(); first++) {
            for (int second = first + 1; second < plan.variants().size(); second++) {
                all.add(pair(metric, first, second));
            }
        }
        return all;
    }

    private Pair pair(Metric metric, int first, int second) {
        int count = pairs.pairs(metric, first, second);
        RatioInterval interval = pairs.interval(metric, first, second);
        String one = label(first);
        String other = label(second);
        if (interval != null) {
            return new Pair(
                    figure(metric),
                    metric.isPrimary(),
                    one,
                    other,
                    count,
                    interval.ratio(),
                    interval.low(),
                    interval.high(),
                    interval.differs() ? Pair.Verdict.DIFFERS : Pair.Verdict.NO_DIFFERENCE_SHOWN,
                    words(metric, one, other, interval));
        }
        boolean tooFew = count < pairs.leastPairs();
        String words = tooFew
                ? "Too few repetitions to compare " + one + " with " + other + ": " + count + ", and it takes "
                        + pairs.leastPairs() + "."
                : one + " and " + other + " cannot be compared: a value is 0.";
        return new Pair(
                figure(metric),
                metric.isPrimary(),
                one,
                other,
                count,
                null,
                null,
                null,
                tooFew ? Pair.Verdict.TOO_FEW : Pair.Verdict.NOT_COMPARABLE,
                words);
    }

    static String words(Metric metric, String first, String second, RatioInterval ratio) {
        if (!ratio.differs()) {
            return "No difference shown between " + first + " and " + second + " (ratio "
                    + range(ratio.low(), ratio.high()) + ").";
        }
        boolean firstHasMore = ratio.low() > 1;
        RatioInterval more = firstHasMore ? ratio : ratio.inverse();
        String greater = firstHasMore ? first : second;
        String lesser = firstHasMore ? second : first;
        if (more.low() >= FACTOR_FROM) {
            String better = metric.moreIsBetter() ? greater : lesser;
            String worse = metric.moreIsBetter() ? lesser : greater;
            return better + " " + metric.asFactor().replace("%s", range(more.low(), more.high())) + " " + worse + ".";
        }
        String percent = range((more.low() - 1) * 100, (more.high() - 1) * 100);
        return greater + " " + metric.asPercentage().replace("%s", percent) + " " + lesser + ".";
    }

    private String label(int variant) {
        return plan.variants().get(variant).label();
    }

    static String figure(Metric metric) {
        StringBuilder name = new StringBuilder();
        for (String part : metric.name().toLowerCase(Locale.ROOT).split("_", -1)) {
            name.append(name.isEmpty() ? part : Character.toUpperCase(part.charAt(0)) + part.substring(1));
        }
        return name.toString();
    }

    /** Both ends, told apart even where three digits would be the same. */
    static String range(double low, double high) {
        for (int digits = 3; digits < 7; digits++) {
            String from = number(low, digits);
            String to = number(high, digits);
            if (!from.equals(to)) {
                return from + "–" + to;
            }
        }
        return number(low, 3);
    }

    /** With so many digits at most. */
    static String number(double value, int digits) {
        return new BigDecimal(value)
                .round(new MathContext(digits))
                .stripTrailingZeros()
                .toPlainString();
    }
}
