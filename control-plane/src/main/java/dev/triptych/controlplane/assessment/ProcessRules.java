package dev.triptych.controlplane.assessment;

import dev.triptych.controlplane.assessment.Finding.Means;
import dev.triptych.spi.ProgramInspecting.BehaviourFacts;
import dev.triptych.spi.ProgramInspecting.ProcessFacts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What its processes did. Preview 1 has one thread, starts no program, and has no signals. */
final class ProcessRules {
    private static final int MOST_SHOWN = 10;
    /** Sent by the kernel or used inside C libraries, and no sign that the program waits to be told something. */
    private static final Set<String> OF_THE_SYSTEM = Set.of("RT", "SEGV", "BUS", "FPE", "ILL", "PIPE", "CHLD");

    private ProcessRules() {}

    static List<Finding> judge(Evidence evidence) {
        BehaviourFacts behaviour = evidence.behaviour();
        if (behaviour.processes().isEmpty()) {
            return List.of();
        }
        List<Finding> findings = new ArrayList<>();
        executed(evidence).ifPresent(findings::add);
        findings.add(processes(behaviour));
        threads(evidence).ifPresent(findings::add);
        generatedCode(behaviour).ifPresent(findings::add);
        sharedMemory(behaviour).ifPresent(findings::add);
        signals(evidence).ifPresent(findings::add);
        return findings;
    }

    /** Programs of processes other than the first, that the first has not been itself. */
    private static Optional<Finding> executed(Evidence evidence) {
        List<ProcessFacts> processes = evidence.behaviour().processes();
        Set<String> others = new LinkedHashSet<>();
        processes.stream().skip(1).forEach(process -> others.addAll(process.programs()));
        processes.getFirst().programs().forEach(others::remove);
        return others.isEmpty()
                ? Optional.empty()
                : Optional.of(new Finding(
                        "exec",
                        "It executed " + others.size() + " other " + (others.size() == 1 ? "program: " : "programs: ")
                                + some(others) + ".",
                        Means.STAY,
                        "Stay, or split it: a program that it starts can become a module by itself (a CGI program runs as it"
                                + " is with wasm.http cgi), but no module starts another."));
    }

    private static Finding processes(BehaviourFacts behaviour) {
        if (behaviour.mostProcesses() > 1) {
            return new Finding(
                    "processes",
                    "Up to " + behaviour.mostProcesses() + " processes at once: " + names(behaviour.processes()) + ".",
                    Means.STAY,
                    "Stay, unless one process can do the work by a setting. Workers that share the load of requests are not"
                            + " needed as a module: the host runs as many requests at once as wasm.concurrency says.");
        }
        if (behaviour.reaped() > 0 || behaviour.processes().size() > 1) {
            return new Finding(
                    "processes",
                    "One process at a time, but children came and went ("
                            + (behaviour.processes().size() - 1) + " seen, " + behaviour.reaped()
                            + " page faults of those that ended).",
                    Means.REBUILD,
                    "A process for each request is what wasm.http cgi gives without a fork: keep what the child does.");
        }
        return new Finding("processes", "One process" + time(behaviour) + ".", Means.FITS, "");
    }

    private static String time(BehaviourFacts behaviour) {
        Duration watched = behaviour.watched();
        return behaviour.looks() == 0
                ? ", as the backend lists them"
                : ", seen " + behaviour.looks() + " times in " + Math.max(1, watched.toMillis() / 100) / 10.0 + " s";
    }

    private static Optional<Finding> threads(Evidence evidence) {
        Optional<ProcessFacts> most = evidence.behaviour().processes().stream()
                .max(java.util.Comparator.comparingInt(ProcessFacts::mostThreads))
                .filter(process -> process.mostThreads() > 1);
        return most.map(process -> {
            String words = process.name() + " had up to " + process.mostThreads() + " threads";
            return evidence.language().bringsThreads()
                    ? new Finding(
                            "threads",
                            words + "; " + evidence.language().words() + " brings them along.",
                            Means.FITS,
                            "Its build for WASI does its work on one.")
                    : new Finding(
                            "threads",
                            words + ".",
                            Means.REBUILD,
                            "Build it to run on one thread, or set its number of workers to one: preview 1 has no threads.");
        });
    }

    private static Optional<Finding> generatedCode(BehaviourFacts behaviour) {
        Set<String> names = behaviour.processes().stream()
                .filter(ProcessFacts::makesCode)
                .map(ProcessFacts::name)
                .collect(Collectors.toCollection(TreeSet::new));
        return names.isEmpty()
                ? Optional.empty()
                : Optional.of(new Finding(
                        "generated-code",
                        some(names) + " has executable memory that is of no file.",
                        Means.REBUILD,
                        "Build it without its just-in-time compiler: a module cannot make code."));
    }

    private static Optional<Finding> sharedMemory(BehaviourFacts behaviour) {
        if (behaviour.sharedMemory().isEmpty()) {
            return Optional.empty();
        }
        boolean several = behaviour.mostProcesses() > 1;
        return Optional.of(new Finding(
                "shared-memory",
                "Memory that several processes may write: " + some(behaviour.sharedMemory()) + ".",
                several ? Means.STAY : Means.REBUILD,
                several ? "Stay: modules share no memory." : "One process used it: memory of its own does as well."));
    }

    private static Optional<Finding> signals(Evidence evidence) {
        Set<String> caught = new TreeSet<>();
        evidence.behaviour().processes().forEach(process -> caught.addAll(process.caughtSignals()));
        caught.removeAll(OF_THE_SYSTEM);
        if (caught.isEmpty()) {
            return Optional.empty();
        }
        String words = "It has handlers for " + caught.size() + " signals: " + some(caught);
        return Optional.of(
                evidence.language().bringsThreads() || evidence.language() == Language.PYTHON
                        ? new Finding(
                                "signals",
                                words + "; " + evidence.language().words() + " brings some along.",
                                Means.FITS,
                                "A stop ends a module without asking it.")
                        : new Finding(
                                "signals",
                                words + ".",
                                Means.REBUILD,
                                "Let nothing depend on them: there are no signals, and a stop ends a module without asking"
                                        + " it. With wasm.http cgi each request is a run of its own that is let end."));
    }

    private static String names(List<ProcessFacts> processes) {
        TreeMap<String, Long> counts = processes.stream()
                .collect(Collectors.groupingBy(ProcessFacts::name, TreeMap::new, Collectors.counting()));
        return counts.entrySet().stream()
                .limit(MOST_SHOWN)
                .map(entry -> entry.getValue() == 1 ? entry.getKey() : entry.getKey() + " (" + entry.getValue() + ")")
                .collect(Collectors.joining(", "));
    }

    static String some(java.util.Collection<String> names) {
        return names.stream().limit(MOST_SHOWN).collect(Collectors.joining(", "))
                + (names.size() > MOST_SHOWN ? " and " + (names.size() - MOST_SHOWN) + " more" : "");
    }
}
