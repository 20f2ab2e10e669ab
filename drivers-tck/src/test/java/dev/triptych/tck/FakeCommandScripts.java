package dev.triptych.tck;

import dev.triptych.spi.CommandExecution.Command;
import dev.triptych.spi.InteractiveSession.TerminalSize;
import dev.triptych.spi.LogStream;
import dev.triptych.tck.fake.FakeSession;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The contracts' commands, as words that a simulated program understands. */
final class FakeCommandScripts {
    private FakeCommandScripts() {}

    static Command command(TestCommand command) {
        return switch (command) {
            case TestCommand.ExitWith(int code) -> Command.of("exit", String.valueOf(code));
            case TestCommand.PrintBoth(String out, String err) -> Command.of("print", out, err);
            case TestCommand.EchoInput() -> Command.of("cat");
            case TestCommand.WriteMuch(int bytes) -> Command.of("write", String.valueOf(bytes));
            case TestCommand.ShowEnv(String name) -> Command.of("env", name);
            case TestCommand.ShowDirectory() -> Command.of("pwd");
            case TestCommand.ShowTerminalSize() -> Command.of("size");
            case TestCommand.Stay() -> Command.of("stay");
            case TestCommand.Missing() -> Command.of("missing");
        };
    }

    static void play(FakeSession session) throws InterruptedException {
        List<String> words = session.command().arguments();
        if ("no-such-user".equals(session.command().user())
                || "/no/such/directory".equals(session.command().workingDirectory())) {
            session.print(LogStream.STDERR, "there is no such user or directory".getBytes(StandardCharsets.UTF_8));
            session.exit(126);
            return;
        }
        switch (words.getFirst()) {
            case "exit" -> session.exit(Integer.parseInt(words.get(1)));
            case "print" -> {
                session.print(words.get(1));
                session.print(LogStream.STDERR, words.get(2).getBytes(StandardCharsets.UTF_8));
            }
            case "cat" -> {
                for (byte[] input = session.take(); input != null; input = session.take()) {
                    session.print(LogStream.STDOUT, input);
                }
            }
            case "write" -> session.print("x".repeat(Integer.parseInt(words.get(1))));
            case "env" -> session.print(String.valueOf(session.command().env().get(words.get(1))));
            case "pwd" -> session.print(String.valueOf(session.command().workingDirectory()));
            case "size" -> {
                while (session.take() != null) {
                    TerminalSize size = session.size();
                    session.print(size == null ? "none" : size.rows() + " " + size.columns() + "\n");
                }
            }
            case "stay" -> {
                session.print("ready");
                session.stay();
            }
            default -> {
                session.print(LogStream.STDERR, "there is no such program".getBytes(StandardCharsets.UTF_8));
                session.exit(127);
            }
        }
    }
}
