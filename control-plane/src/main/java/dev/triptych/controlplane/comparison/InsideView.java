package dev.triptych.controlplane.comparison;

import dev.triptych.controlplane.comparison.Report.Inside;
import dev.triptych.controlplane.comparison.Trial.Purpose;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what the probe program wrote: lines {@code word=value}. The words are ours, the values are the guest's: they are
 * bounded here and escaped where they are shown.
 */
final class InsideView {
    private static final Pattern LINE = Pattern.compile("([a-z][a-zA-Z]{0,31})=(.{0,500})");
    private static final int MOST_LINES = 32;

    private InsideView() {}

    static Inside of(Plan plan, List<Trial> trials) {
        if (!plan.insideView()) {
            return new Inside(Map.of(), "It was not asked for.");
        }
        Sample sample = trials.stream()
                .filter(trial -> trial.purpose() == Purpose.INSIDE)
                .map(trial -> Objects.requireNonNull(trial.sample()))
                .findFirst()
                .orElse(null);
        if (sample == null) {
            return new Inside(Map.of(), "The probe program has not run yet.");
        }
        Sample.Failure failure = sample.failure();
        if (failure != null) {
            return new Inside(Map.of(), "The probe program did not run: " + failure.message());
        }
        Sample.Output output = sample.output();
        Map<String, String> facts = output == null ? Map.of() : facts(output.beginning());
        return new Inside(facts, facts.isEmpty() ? "The probe program told nothing." : null);
    }

    static Map<String, String> facts(String text) {
        Map<String, String> facts = new TreeMap<>();
        text.lines().limit(MOST_LINES).forEach(line -> {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches()) {
                facts.put(matcher.group(1), matcher.group(2));
            }
        });
        return facts;
    }
}
