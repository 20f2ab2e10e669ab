package dev.triptych.controlplane.web;

import dev.triptych.api.model.CommandRequest;
import dev.triptych.spi.CommandExecution.Command;
import dev.triptych.spi.InteractiveSession.TerminalSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads what is to be run. */
final class CommandReader {
    private static final int MOST_WORDS = 100;
    private static final int LONGEST_WORD = 4096;
    private static final int LONGEST_USER = 129;

    private CommandReader() {}

    /** For a terminal, whose type the programs of most images know. */
    static Command forTerminal(
            List<String> words,
            boolean tty,
            int columns,
            int rows,
            @Nullable String user,
            @Nullable String workingDirectory) {
        Checks checks = new Checks()
                .require(isSize(columns), "columns", "must be between 1 and " + TerminalSize.MOST)
                .require(isSize(rows), "rows", "must be between 1 and " + TerminalSize.MOST);
        check(checks, words, user, workingDirectory);
        checks.refuseIfAny();
        return new Command(
                words,
                tty ? Map.of("TERM", "xterm-256color") : Map.of(),
                user,
                workingDirectory,
                tty ? new TerminalSize(columns, rows) : null);
    }

    /** Refuses with all that the checks have found so far, too. */
    static Command read(CommandRequest body, Checks checks) {
        List<@Nullable String> words = given(body.getCommand());
        Map<String, @Nullable String> env = body.getEnv() == null ? Map.of() : new TreeMap<>(body.getEnv());
        check(checks, words, body.getUser(), body.getWorkingDirectory());
        checks.require(env.size() <= MOST_WORDS, "env", "must have at most " + MOST_WORDS + " entries");
        env.forEach((name, value) -> checks.require(
                value != null && value.indexOf('\0') < 0 && isName(name),
                "env." + Shown.text(name),
                "must be text without NUL, under a name without \"=\" and NUL"));
        checks.refuseIfAny();
        return new Command(List.copyOf(words), Map.copyOf(env), body.getUser(), body.getWorkingDirectory(), null);
    }

    /** JSON leaves out what is required, and puts null where text belongs. */
    private static List<@Nullable String> given(@Nullable List<String> words) {
        return words == null ? List.of() : new ArrayList<>(words);
    }

    private static boolean isName(String name) {
        return !name.isEmpty() && name.indexOf('=') < 0 && name.indexOf('\0') < 0;
    }

    static boolean isSize(int number) {
        return number >= 1 && number <= TerminalSize.MOST;
    }

    private static void check(
            Checks checks,
            List<? extends @Nullable String> words,
            @Nullable String user,
            @Nullable String workingDirectory) {
        checks.require(!words.isEmpty(), "command", "needs at least the program")
                .require(words.size() <= MOST_WORDS, "command", "must have at most " + MOST_WORDS + " words")
                .require(words.isEmpty() || !"".equals(words.getFirst()), "command[0]", "is the program, and not empty")
                .length(user, LONGEST_USER, "user")
                .length(workingDirectory, LONGEST_WORD, "workingDirectory")
                .require(
                        workingDirectory == null || workingDirectory.startsWith("/"),
                        "workingDirectory",
                        "must begin with \"/\"");
        for (int i = 0; i < Math.min(words.size(), MOST_WORDS); i++) {
            String word = words.get(i);
            checks.length(word, LONGEST_WORD, "command[" + i + "]")
                    .require(word != null && word.indexOf('\0') < 0, "command[" + i + "]", "must be text without NUL");
        }
    }
}
