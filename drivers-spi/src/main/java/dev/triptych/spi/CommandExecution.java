package dev.triptych.spi;

import dev.triptych.spi.InteractiveSession.TerminalSize;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs further commands inside what runs. */
public interface CommandExecution extends Capability {

    /**
     * Begins a command beside the workload's own program: in its file system, under its limits, with its environment and
     * what the command adds. Neither its observation nor its log tell of it.
     *
     * <p>Not idempotent: each call is one command. Returns when the backend has begun it or knows that it cannot; one whose
     * program, user or directory is not there, or may not be used, ends with exit code 127 or 126 as in a shell, and its
     * output says so. A
     * driver <em>must</em> end the command when its session is closed, and when the object's run ends; what the command
     * itself began in the background may go on until then. Safe for use by many threads.
     *
     * @throws DriverException {@link DriverErrorCode#WORKLOAD_ABSENT}; {@link DriverErrorCode#WORKLOAD_NOT_RUNNING};
     *     {@link DriverErrorCode#INVALID_SPEC} for what no command can have, such as a NUL;
     *     {@link DriverErrorCode#NOT_SUPPORTED}
     */
    InteractiveSession execute(WorkloadKey key, Command command);

    /**
     * Whether a command can have a terminal, and be spoken with while it runs. Where not, a command with a terminal is refused
     * with {@link DriverErrorCode#NOT_SUPPORTED}; any other begins when its input was ended and its output is read, and its
     * output comes when it has ended. Constant.
     */
    boolean interactive();

    /**
     * One command.
     *
     * @param arguments the program and its arguments, at least one
     * @param env added to the workload's own
     * @param user name or number, optionally with {@code :group}; null for the workload's own
     * @param workingDirectory absolute; null for the workload's own
     * @param terminal the size of the terminal that it gets; null for none, with standard error apart
     */
    record Command(
            List<String> arguments,
            Map<String, String> env,
            @Nullable String user,
            @Nullable String workingDirectory,
            @Nullable TerminalSize terminal) {
        public Command {
            arguments = List.copyOf(arguments);
            env = Map.copyOf(env);
            if (arguments.isEmpty()) {
                throw new IllegalArgumentException("a command has at least one word");
            }
        }

        /** One without a terminal, as the workload's own user in its own directory. */
        public static Command of(String... arguments) {
            return of(List.of(arguments));
        }

        /** One without a terminal, as the workload's own user in its own directory. */
        public static Command of(List<String> arguments) {
            return new Command(arguments, Map.of(), null, null, null);
        }

        /** The same in a terminal. */
        public Command in(TerminalSize size) {
            return new Command(arguments, env, user, workingDirectory, size);
        }

        /** Without the values of the environment, which may be secret. */
        @Override
        public String toString() {
            return "Command[" + arguments + ", env=" + env.keySet() + ", user=" + user + ", workingDirectory="
                    + workingDirectory + ", terminal=" + terminal + "]";
        }
    }
}
