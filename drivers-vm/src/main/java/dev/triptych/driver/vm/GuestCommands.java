package dev.triptych.driver.vm;

import dev.triptych.spi.CommandExecution;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.InteractiveSession;
import dev.triptych.spi.Observation;
import dev.triptych.spi.ObservedState;
import dev.triptych.spi.WorkloadKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/** Runs commands in systems that have the QEMU guest agent. It takes their input at once and has no terminals. */
final class GuestCommands implements CommandExecution {
    private static final String AS_USER = "id -- \"$0\" >/dev/null || exit 126; exec runuser -u \"$0\" -- \"$@\"";
    private static final String AS_USER_AND_GROUP =
            "id -- \"$0\" >/dev/null || exit 126; g=$1; shift; exec runuser -u \"$0\" -g \"$g\" -- \"$@\"";

    private final GuestAgents agents;
    private final Function<WorkloadKey, Observation> look;

    GuestCommands(GuestAgents agents, Function<WorkloadKey, Observation> look) {
        this.agents = agents;
        this.look = look;
    }

    @Override
    public boolean interactive() {
        return false;
    }

    @Override
    public InteractiveSession execute(WorkloadKey key, Command command) {
        check(command);
        Observation now = look.apply(key);
        MachineConsoles.requireRunning(now);
        if (now.state() == ObservedState.PAUSED) {
            throw new DriverException(
                    DriverErrorCode.WORKLOAD_NOT_RUNNING, "it is paused, so no command runs in it; resume it first");
        }
        GuestAgent agent = agents.of(key);
        agent.ask("guest-ping", Map.of(), GuestAgents.PATIENCE);
        return new AgentSession(agent, words(command));
    }

    private static void check(Command command) {
        if (command.terminal() != null) {
            throw new DriverException(
                    DriverErrorCode.NOT_SUPPORTED,
                    "a guest agent gives no terminal; open the machine's console for one, or run the command without");
        }
        boolean nul = Stream.of(
                        command.arguments().stream(), command.env().values().stream(), command.env().keySet().stream())
                .flatMap(texts -> texts)
                .anyMatch(text -> text.indexOf('\0') >= 0);
        boolean badName = command.env().keySet().stream().anyMatch(name -> name.isEmpty() || name.indexOf('=') >= 0);
        String program = command.arguments().getFirst();
        if (nul || badName || program.isEmpty()) {
            throw new DriverException(DriverErrorCode.INVALID_SPEC, "a command has a program, and no NUL");
        }
        if (program.indexOf('=') >= 0 || program.startsWith("-")) {
            throw new DriverException(
                    DriverErrorCode.INVALID_SPEC,
                    "in a machine, a program's name begins without \"-\" and has no \"=\"");
        }
    }

    /** As a shell would begin it, so that its exit code is a shell's: 126 and 127 also when it cannot be begun. */
    static List<String> words(Command command) {
        List<String> words = new ArrayList<>(List.of("/bin/sh", "-c", "cd -- \"$0\" || exit 126; exec \"$@\""));
        words.add(command.workingDirectory() == null ? "/" : command.workingDirectory());
        String user = command.user();
        if (user != null) {
            int colon = user.indexOf(':');
            String name = colon < 0 ? user : user.substring(0, colon);
            words.addAll(List.of("/bin/sh", "-c", colon < 0 ? AS_USER : AS_USER_AND_GROUP, name));
            if (colon >= 0) {
                words.add(user.substring(colon + 1));
            }
        }
        if (!command.env().isEmpty()) {
            words.add("env");
            new TreeMap<>(command.env()).forEach((name, value) -> words.add(name + "=" + value));
        }
        words.addAll(command.arguments());
        return words;
    }
}
