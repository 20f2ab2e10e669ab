package dev.triptych.controlplane.assessment;

import static dev.triptych.controlplane.assessment.ProcessRules.some;

import dev.triptych.controlplane.assessment.Finding.Means;
import dev.triptych.spi.ByteSize;
import dev.triptych.spi.ProgramInspecting.BehaviourFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What it holds and keeps: memory, files, devices. */
final class StateRules {
    /** What 32 bits address. */
    private static final long MOST_MEMORY = 4L << 30;
    /** What a module gets unless its description says otherwise. */
    private static final long USUAL_MEMORY = 64L << 20;

    private StateRules() {}

    static List<Finding> judge(Evidence evidence) {
        BehaviourFacts behaviour = evidence.behaviour();
        List<Finding> findings = new ArrayList<>();
        devices(behaviour).ifPresent(findings::add);
        memory(behaviour).ifPresent(findings::add);
        written(behaviour).ifPresent(findings::add);
        volumes(behaviour).ifPresent(findings::add);
        return findings;
    }

    private static Optional<Finding> devices(BehaviourFacts behaviour) {
        return behaviour.devices().isEmpty()
                ? Optional.empty()
                : Optional.of(new Finding(
                        "devices",
                        "It had devices open: " + some(behaviour.devices()) + ".",
                        Means.STAY,
                        "Stay: a module opens no device."));
    }

    private static Optional<Finding> memory(BehaviourFacts behaviour) {
        Long peak = behaviour.memoryPeak().own();
        if (peak == null) {
            return Optional.empty();
        }
        String words = "At most " + RoundedSize.of(new ByteSize(peak)) + " at once since its start ("
                + behaviour.memoryPeak().basis() + ").";
        if (peak > MOST_MEMORY) {
            return Optional.of(new Finding(
                    "memory", words, Means.STAY, "Stay, or make it need less: a module addresses 4 GiB at the most."));
        }
        return Optional.of(new Finding(
                "memory",
                words,
                Means.FITS,
                peak > USUAL_MEMORY
                        ? "Set resources.memory: a module gets 64 MiB unless given. A module needs less than a container,"
                                + " whose figure holds file pages too."
                        : ""));
    }

    private static Optional<Finding> written(BehaviourFacts behaviour) {
        return behaviour.written().isEmpty()
                ? Optional.empty()
                : Optional.of(new Finding(
                        "files",
                        "It wrote " + behaviour.written().size() + " files outside of volumes: "
                                + some(behaviour.written()) + ".",
                        Means.FITS,
                        "Mount a volume where it must write: a module sees its image's files read-only, and keeps none of"
                                + " its own."));
    }

    private static Optional<Finding> volumes(BehaviourFacts behaviour) {
        return behaviour.volumes().isEmpty()
                ? Optional.empty()
                : Optional.of(new Finding(
                        "volumes",
                        "It may write to " + some(behaviour.volumes()) + ", and changed "
                                + behaviour.writtenOnVolumes().size() + " files there since its start.",
                        Means.FITS,
                        "Give the module the same mounts."));
    }
}
