package dev.triptych.controlplane.assessment;

import dev.triptych.controlplane.workload.Description;
import dev.triptych.spi.ProgramInspecting.BehaviourFacts;
import dev.triptych.spi.ProgramInspecting.ProcessFacts;
import dev.triptych.spi.ProgramInspecting.ProgramFacts;
import dev.triptych.spi.ProgramInspecting.ProgramFile;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that a verdict rests on.
 *
 * @param module name of an artifact that is a module for this program; null when there is none
 */
record Evidence(
        Description description,
        ProgramFacts program,
        BehaviourFacts behaviour,
        @Nullable String module) {

    /** Whether its processes were looked at. */
    boolean watched() {
        return behaviour.looks() > 0;
    }

    Optional<ProcessFacts> firstProcess() {
        return behaviour.processes().stream().findFirst();
    }

    /** What does the work: what the first process executed last, else the last interpreter of what the image starts. */
    Optional<ProgramFile> worker() {
        List<String> executed = firstProcess().map(ProcessFacts::programs).orElse(List.of());
        Optional<ProgramFile> running = executed.isEmpty()
                ? Optional.empty()
                : behaviour.files().stream()
                        .filter(file -> file.path().equals(executed.getLast()))
                        .findFirst();
        return running.or(() -> program.files().stream().reduce((_, last) -> last));
    }

    Language language() {
        return worker().map(Language::of).orElse(Language.UNKNOWN);
    }
}
