package dev.triptych.driver.vm;

import dev.triptych.driver.vm.RunFacts.End;
import dev.triptych.spi.Endpoint;
import dev.triptych.spi.Exit;
import dev.triptych.spi.ExitReason;
import dev.triptych.spi.Observation;
import dev.triptych.spi.ObservedState;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns what libvirt and the facts of the run say into an observation.
 *
 * <p>A machine is <em>stopping</em> while libvirt takes it down or somebody has asked for it. A run has <em>failed</em>
 * when the program never ran, or the machine around it broke.
 */
final class DomainStateMapper {
    private DomainStateMapper() {}

    /** @param starting whether this driver is starting it right now */
    static Observation observation(DomainSnapshot domain, RunFacts run, boolean starting, Instant now) {
        RunFacts.Start start = run.start();
        Exit exit = starting || domain.state().active() ? null : exit(run);
        return new Observation(
                domain.mark().key(),
                domain.mark().name(),
                state(domain.state(), run, starting, exit),
                now,
                start == null ? null : start.incarnation(),
                start == null ? null : start.at(),
                exit,
                domain.addresses(),
                endpoints(domain),
                facts(domain, start));
    }

    private static ObservedState state(
            DomainSnapshot.State state, RunFacts run, boolean starting, @Nullable Exit exit) {
        if (starting) {
            return ObservedState.STARTING;
        }
        return switch (state) {
            case RUNNING -> run.stoppedAt() == null ? ObservedState.RUNNING : ObservedState.STOPPING;
            case PAUSED -> run.stoppedAt() == null ? ObservedState.PAUSED : ObservedState.STOPPING;
            case SHUTTING_DOWN -> ObservedState.STOPPING;
            case OFF, CRASHED ->
                exit != null && isFailure(exit.reason()) ? ObservedState.FAILED : ObservedState.STOPPED;
        };
    }

    private static boolean isFailure(ExitReason reason) {
        return reason == ExitReason.START_FAILED || reason == ExitReason.CRASHED;
    }

    private static @Nullable Exit exit(RunFacts run) {
        End end = run.end();
        if (end == null) {
            return null;
        }
        boolean stopped = run.stoppedAt() != null
                && !run.stoppedAt().at().isAfter(end.at().at());
        return switch (end) {
            case End.ProgramEnded program ->
                new Exit(
                        reason(program, stopped),
                        program.signalled() ? null : program.value(),
                        program.signalled() ? program.value() : null,
                        end.at(),
                        program.outOfMemory() ? "the guest's memory was used up" : "");
            case End.InitFailed init -> new Exit(ExitReason.START_FAILED, null, null, end.at(), init.detail());
            case End.NotStarted refused -> new Exit(ExitReason.START_FAILED, null, null, end.at(), refused.detail());
            case End.MachineEnded machine ->
                new Exit(machineReason(machine, stopped), null, null, end.at(), stopped ? "" : machine.detail());
        };
    }

    private static ExitReason reason(End.ProgramEnded program, boolean stopped) {
        if (program.outOfMemory()) {
            return ExitReason.OUT_OF_MEMORY;
        }
        if (stopped) {
            return ExitReason.STOPPED;
        }
        return program.signalled() ? ExitReason.SIGNALLED : ExitReason.EXITED;
    }

    private static ExitReason machineReason(End.MachineEnded machine, boolean stopped) {
        if (stopped) {
            return ExitReason.STOPPED;
        }
        return machine.crashed() ? ExitReason.CRASHED : ExitReason.POWERED_OFF;
    }

    private static List<Endpoint> endpoints(DomainSnapshot domain) {
        if (domain.addresses().isEmpty()) {
            return List.of();
        }
        String host = domain.addresses().getFirst();
        return domain.mark().ports().stream()
                .map(port -> new Endpoint(port.name(), port.protocol(), host, port.number()))
                .toList();
    }

    private static Map<String, String> facts(DomainSnapshot domain, RunFacts.@Nullable Start start) {
        Map<String, String> facts = new HashMap<>();
        facts.put("backendId", domain.domainName());
        facts.put("uuid", domain.uuid().toString());
        facts.put("accelerator", domain.mark().accelerator().word());
        if (domain.state().active() && start != null && start.process() != null) {
            facts.put("pid", Long.toString(start.process().pid()));
        }
        if (domain.agent()) {
            facts.put("guestAgent", "connected");
        }
        return facts;
    }
}
