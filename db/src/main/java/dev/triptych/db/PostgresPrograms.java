package dev.triptych.db;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the server's own tools ({@code initdb}, {@code pg_ctl}) as the account that owns the data. */
final class PostgresPrograms {
    private final PostgresBinaries binaries;
    private final PostgresAccount account;
    private final Path workingDirectory;
    private final Duration deadline;

    PostgresPrograms(PostgresBinaries binaries, PostgresAccount account, Path workingDirectory, Duration deadline) {
        this.binaries = binaries;
        this.account = account;
        this.workingDirectory = workingDirectory;
        this.deadline = deadline;
    }

    /** Runs a tool that must succeed. */
    void run(String program, String... arguments) throws IOException, InterruptedException {
        Outcome outcome = attempt(program, arguments);
        if (outcome.code() != 0) {
            throw new EmbeddedPostgresException(
                    program + " failed with code " + outcome.code() + ": "
                            + outcome.output().strip(),
                    null);
        }
    }

    /** Runs a tool whose exit code is an answer. */
    Outcome attempt(String program, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(binaries.program(program));
        command.addAll(List.of(arguments));
        Path output = java.nio.file.Files.createTempFile("triptych-" + program, ".out");
        try {
            Process process = new ProcessBuilder(account.command(command))
                    .directory(workingDirectory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .redirectInput(Path.of("/dev/null").toFile())
                    .start();
            if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new EmbeddedPostgresException(program + " did not end within " + deadline, null);
            }
            return new Outcome(process.exitValue(), java.nio.file.Files.readString(output, StandardCharsets.UTF_8));
        } finally {
            java.nio.file.Files.delete(output);
        }
    }

    record Outcome(int code, String output) {}
}
