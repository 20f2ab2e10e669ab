package dev.triptych.controlplane.workload;

import java.util.ArrayList;
import java.util.List;

/** All that the state depends on. */
public record Situation(Desired desired, Observed observed, Stage stage) {

    /** Every combination there can be. */
    public static List<Situation> all() {
        List<Situation> all = new ArrayList<>();
        for (Desired desired : Desired.values()) {
            for (Observed observed : Observed.values()) {
                for (Stage stage : Stage.values()) {
                    all.add(new Situation(desired, observed, stage));
                }
            }
        }
        return all;
    }

    /** The form in which the database holds it, to filter by. */
    String text() {
        return desired + "/" + observed + "/" + stage;
    }

    static Situation parse(String text) {
        String[] words = text.split("/", -1);
        return new Situation(Desired.valueOf(words[0]), Observed.valueOf(words[1]), Stage.valueOf(words[2]));
    }
}
