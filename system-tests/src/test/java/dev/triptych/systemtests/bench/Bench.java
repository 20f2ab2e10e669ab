package dev.triptych.systemtests.bench;

import dev.triptych.systemtests.Http;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Runs the rows named as arguments, or all, against the service that {@code ./triptych up} started.
 *
 * <p>{@code --pairs=N} sets the number of interleaved pairs for every row; without it each row takes its own.
 */
public final class Bench {
    private static final String PAIRS = "--pairs=";

    private Bench() {}

    public static void main(String[] args) throws IOException {
        Locale.setDefault(Locale.ROOT);
        Map<String, Row> rows = new LinkedHashMap<>();
        for (Row row : List.of(
                new WasmRow(),
                new ContainerRow(),
                new ExecRow(),
                new VmRow(),
                new MachinesRow(),
                new EgressRow(),
                new KindsRow(),
                new CgiRow(),
                new PrimesRow(),
                new PythonRow(),
                new ObserverRow(),
                new ControlPlaneStartRow(),
                new JobsRow(),
                new ListsRow(),
                new NeighboursRow(),
                new GatewayRow(),
                new MigrateRow(),
                new AdoptionRow())) {
            rows.put(row.name(), row);
        }
        List<String> wanted = new ArrayList<>();
        int pairs = 0;
        for (String arg : String.join(" ", args).strip().split("\\s+", -1)) {
            if (arg.startsWith(PAIRS)) {
                pairs = Integer.parseInt(arg.substring(PAIRS.length()));
            } else if (rows.containsKey(arg)) {
                wanted.add(arg);
            } else if (!arg.isEmpty()) {
                throw new IllegalArgumentException("no row \"" + arg + "\"; there are " + rows.keySet());
            }
        }
        PrintStream out = System.out;
        Http http = service();
        HostLine.print(out);
        for (Row row : rows.values()) {
            if (wanted.isEmpty() || wanted.contains(row.name())) {
                out.println();
                out.println("## " + row.title());
                out.println();
                row.run(http, pairs == 0 ? row.usualPairs() : pairs, out);
            }
        }
    }

    private static Http service() throws IOException {
        String home = System.getenv()
                .getOrDefault(
                        "TRIPTYCH_HOME",
                        Path.of(System.getProperty("user.home"), ".triptych").toString());
        String port = System.getenv().getOrDefault("TRIPTYCH_PORT", "7700");
        String token = Files.readString(Path.of(home, "admin.token")).strip();
        return new Http(URI.create("http://127.0.0.1:" + port), token);
    }
}
