package dev.triptych.systemtests.bench;

import dev.triptych.systemtests.OwnDatabase;
import dev.triptych.systemtests.Shell;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code pgbench -N} against the service's own server: what that server gives to anybody on this machine, durably. */
final class PgBench {
    private static final Pattern RATE = Pattern.compile("tps = ([0-9.]+) ");
    private static final String IMAGE = "triptych/test-postgres:1";

    private final OwnDatabase database;
    private final List<String> program;

    /** Makes its tables. */
    PgBench(OwnDatabase database) {
        this.database = database;
        this.program = program();
        run("-q", "-i", "-s", "10");
    }

    /** The host's own, or the one in the image that {@code ./triptych test} builds. */
    private static List<String> program() {
        if (Shell.attempt("sh", "-c", "command -v pgbench").code() == 0) {
            return List.of("env");
        }
        return List.of("docker", "run", "--rm", "--network", "host", "--entrypoint", "env", IMAGE);
    }

    private String run(String... arguments) {
        List<String> command = new ArrayList<>(program);
        command.add("PGPASSWORD=" + database.password());
        command.addAll(
                List.of("pgbench", "-h", "127.0.0.1", "-p", Integer.toString(database.port()), "-U", OwnDatabase.USER));
        command.addAll(List.of(arguments));
        command.add(OwnDatabase.NAME);
        return Shell.run(command.toArray(String[]::new));
    }

    /** Transactions in a second. */
    double rate(int clients, int seconds) {
        String said = run("-N", "-c", Integer.toString(clients), "-j", "2", "-T", Integer.toString(seconds));
        Matcher rate = RATE.matcher(said);
        if (!rate.find()) {
            throw new IllegalStateException("pgbench said no rate:\n" + said);
        }
        return Double.parseDouble(rate.group(1));
    }
}
