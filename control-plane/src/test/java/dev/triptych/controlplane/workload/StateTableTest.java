package dev.triptych.controlplane.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Compares the rules of state with the committed table, which is their documentation. Run with
 * {@code -Dtests.jvmArgs=-Dtriptych.rewrite=true} to write the table anew, then read the difference.
 */
class StateTableTest {
    private static final Path TABLE =
            Path.of("src", "test", "resources", "dev", "triptych", "controlplane", "workload", "state-table.txt");
    private static final String ROW = "%-8s %-9s %-10s | %-10s | %-6s %-5s %-8s %-6s %-6s %-8s %-6s %-4s %-7s %-7s";

    @Test
    void theRulesAreTheOnesInTheTable() throws IOException {
        String now = table();
        if (Boolean.getBoolean("triptych.rewrite")) {
            Files.writeString(TABLE, now);
        }
        assertThat(TABLE).exists();
        assertThat(Files.readString(TABLE)).isEqualTo(now);
    }

    @Test
    void everyStateCanBeReached() {
        assertThat(Arrays.stream(WorkloadState.values()))
                .allSatisfy(state -> assertThat(StatePolicy.situationsOf(state)).isNotEmpty());
    }

    @Test
    void whatCannotBeDoneIsShownWithItsReason() {
        assertThat(Situation.all())
                .flatMap(situation -> StatePolicy.availableActions(situation, false, false))
                .allSatisfy(action -> assertThat(action.available()).isEqualTo(action.reason() == null));
    }

    @Test
    void aBackendThatCannotBeAskedNeverMakesAnEnd() {
        assertThat(Situation.all())
                .filteredOn(situation -> situation.observed() == Observed.UNKNOWN)
                .filteredOn(situation -> !situation.stage().ended())
                .extracting(StatePolicy::state)
                .doesNotContain(
                        WorkloadState.FAILED, WorkloadState.LOST, WorkloadState.STOPPED, WorkloadState.SUCCEEDED);
    }

    private static String table() {
        List<String> lines = new ArrayList<>();
        lines.add("# The state that is shown, and what each action does: ! dispatched, = so already, x refused.");
        lines.add("# Two marks: when no other run is to follow this one / when one is.");
        lines.add("# An asterisk stands for every observation that has no row of its own.");
        List<Object> header = new ArrayList<>(List.of("desired", "observed", "stage", "state"));
        header.addAll(Arrays.stream(Action.values()).map(StateTableTest::word).toList());
        lines.add(ROW.formatted(header.toArray()).stripTrailing());
        for (Desired desired : Desired.values()) {
            for (Stage stage : Stage.values()) {
                lines.addAll(rows(desired, stage));
            }
        }
        lines.add("");
        lines.add("# What is said of an action that is not available, by state.");
        lines.addAll(reasons());
        return String.join("\n", lines) + "\n";
    }

    private static List<String> reasons() {
        Map<String, Set<String>> reasons = new TreeMap<>();
        for (Situation situation : Situation.all()) {
            for (boolean followed : List.of(false, true)) {
                for (AvailableAction action : StatePolicy.availableActions(situation, followed, false)) {
                    String key = "%-10s %-8s".formatted(word(StatePolicy.state(situation)), word(action.action()));
                    if (action.reason() != null) {
                        reasons.computeIfAbsent(key, _ -> new TreeSet<>()).add(action.reason());
                    }
                }
            }
        }
        return reasons.entrySet().stream()
                .map(entry -> entry.getKey() + " | " + String.join(" / ", entry.getValue()))
                .toList();
    }

    /** A row for the outcome that most observations lead to, and one for each observation that leads elsewhere. */
    private static List<String> rows(Desired desired, Stage stage) {
        Map<List<String>, List<String>> outcomes = new LinkedHashMap<>();
        for (Observed observed : Observed.values()) {
            outcomes.computeIfAbsent(outcome(new Situation(desired, observed, stage)), key -> new ArrayList<>())
                    .add(word(observed));
        }
        int most = outcomes.values().stream().mapToInt(List::size).max().orElseThrow();
        List<String> rows = new ArrayList<>();
        outcomes.forEach((outcome, observations) -> {
            for (String observed : observations.size() == most ? List.of("*") : observations) {
                List<Object> cells = new ArrayList<>(List.of(word(desired), observed, word(stage)));
                cells.addAll(outcome);
                rows.add(ROW.formatted(cells.toArray()).stripTrailing());
            }
        });
        return rows;
    }

    private static List<String> outcome(Situation situation) {
        List<String> outcome = new ArrayList<>(List.of(word(StatePolicy.state(situation))));
        for (Action action : Action.values()) {
            String alone = mark(StatePolicy.decide(situation, false, action));
            String followed = mark(StatePolicy.decide(situation, true, action));
            outcome.add(alone.equals(followed) ? alone : alone + "/" + followed);
        }
        return outcome;
    }

    private static String mark(Decision decision) {
        return switch (decision) {
            case Decision.Dispatch _ -> "!";
            case Decision.AlreadyDone _ -> "=";
            case Decision.Reject _ -> "x";
        };
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
