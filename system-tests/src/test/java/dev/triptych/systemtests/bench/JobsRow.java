package dev.triptych.systemtests.bench;

import dev.triptych.systemtests.Http;
import dev.triptych.systemtests.OwnDatabase;
import dev.triptych.systemtests.Service;
import dev.triptych.systemtests.Workloads;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import tools.jackson.databind.JsonNode;

/**
 * Wasm jobs one after the other by many clients, each a new workload that is answered when its end is durably on record;
 * beside {@code pgbench -N} on the same server, before and after.
 */
final class JobsRow implements Row {
    private static final int CLIENTS = 32;
    private static final int PARTS = 6;
    private static final int WARM_UP_SECONDS = 20;
    private static final int PGBENCH_SECONDS = 15;
    private static final double GOAL = 500;
    private static final double GOAL_TO_PGBENCH = 0.15;

    @Override
    public String name() {
        return "jobs";
    }

    @Override
    public String title() {
        return "Wasm jobs, prepared, %d clients, each a new workload".formatted(CLIENTS);
    }

    /** Seconds. */
    @Override
    public int usualPairs() {
        return 60;
    }

    @Override
    public void run(Http ignored, int seconds, PrintStream out) throws IOException {
        Service service = Service.startBy(ControlPlaneStartRow.commandOfTheService());
        try {
            Http http = service.admin();
            Workloads.uploadSamples(http);
            OwnDatabase database = OwnDatabase.of(service.home());
            PgBench pgbench = new PgBench(database);
            load(http, "warm", WARM_UP_SECONDS);
            double before = pgbench.rate(CLIENTS, PGBENCH_SECONDS);
            Outcome outcome = load(http, "job", seconds);
            double after = pgbench.rate(CLIENTS, PGBENCH_SECONDS);
            print(outcome, (before + after) / 2, out);
            requireWhole(database, outcome.count());
            out.println("rows = exits = histories = answers: yes, " + outcome.count());
        } catch (SQLException e) {
            throw new IOException(e);
        } finally {
            service.discard();
        }
    }

    /** @param parts jobs in each part of the time */
    private record Outcome(AtomicLongArray parts, int seconds, Timing timing) {
        long count() {
            return timing.values().length;
        }

        double rate() {
            return (double) count() / seconds;
        }
    }

    private static void print(Outcome outcome, double pgbench, PrintStream out) {
        AtomicLongArray parts = outcome.parts();
        out.println(outcome.timing());
        out.println("jobs a second:        %.0f (goal %.0f)".formatted(outcome.rate(), GOAL));
        out.println("pgbench -N, as many clients: %.0f a second; ratio %.3f (goal %.2f)"
                .formatted(pgbench, outcome.rate() / pgbench, GOAL_TO_PGBENCH));
        out.println("last part / first:    %.2f (goal 0.90)".formatted((double) parts.get(PARTS - 1) / parts.get(0)));
    }

    private static Outcome load(Http http, String prefix, int seconds) throws IOException {
        AtomicLongArray parts = new AtomicLongArray(PARTS);
        Timing timing = new Timing("request → recorded exit");
        long begin = System.nanoTime();
        long length = TimeUnit.SECONDS.toNanos(seconds);
        try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            List<Future<List<Long>>> all = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                String name = prefix + "-" + i + "-";
                all.add(clients.submit(() -> client(http, name, begin, length, parts)));
            }
            for (Future<List<Long>> one : all) {
                one.get().forEach(timing::addNanos);
            }
        } catch (ExecutionException e) {
            throw new IOException("a client failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        return new Outcome(parts, seconds, timing);
    }

    private static List<Long> client(Http http, String name, long begin, long length, AtomicLongArray parts)
            throws IOException {
        List<Long> durations = new ArrayList<>();
        try (KeptConnection connection =
                new KeptConnection(KeptConnection.loopback(http.address().getPort()))) {
            for (int i = 0; System.nanoTime() - begin < length; i++) {
                byte[] request = request(http, name + i);
                long asked = System.nanoTime();
                KeptConnection.Reply reply = connection.ask(request);
                long now = System.nanoTime();
                requireSuccess(reply);
                durations.add(now - asked);
                parts.incrementAndGet((int) Math.min(PARTS - 1, (now - begin) * PARTS / length));
            }
        }
        return durations;
    }

    private static byte[] request(Http http, String name) {
        String body = Http.JSON.writeValueAsString(Workloads.job("wasm", name, "greeter"));
        return ("POST " + Workloads.PATH + "?wait=exit HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                        + http.token() + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length()
                        + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static void requireSuccess(KeptConnection.Reply reply) throws IOException {
        JsonNode run = reply.status() == 201
                ? Http.json(reply.body().getBytes(StandardCharsets.UTF_8))
                        .path("status")
                        .path("currentRun")
                : Http.JSON.missingNode();
        if (run.path("exitCode").asInt(-1) != 0) {
            throw new IOException("answered " + reply);
        }
    }

    /** Each job has its row, one run with its exit, and one history that begins once and ends once. */
    private static void requireWhole(OwnDatabase database, long answers) throws SQLException {
        long rows = database.number("select count(*) from workload where name like 'job-%' and stage = 'SUCCEEDED'");
        long exits = database.number("select count(*) from run r join workload w on w.id = r.workload_id"
                + " where w.name like 'job-%' and r.number = 1 and r.stage = 'SUCCEEDED' and r.exit_code = 0");
        long histories = database.number("select count(*) from (select 1 from event where subject_type = 'WORKLOAD'"
                + " and subject_name like 'job-%' group by subject_id"
                + " having count(*) filter (where to_state = 'queued') = 1"
                + " and count(*) filter (where to_state = 'succeeded') = 1"
                + " and count(*) = count(distinct to_state)) whole");
        if (rows != answers || exits != answers || histories != answers) {
            throw new AssertionError("of %d answers there are %d rows, %d exits and %d histories"
                    .formatted(answers, rows, exits, histories));
        }
    }
}
