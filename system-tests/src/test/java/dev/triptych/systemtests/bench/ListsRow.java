package dev.triptych.systemtests.bench;

import dev.triptych.systemtests.Http;
import dev.triptych.systemtests.OwnDatabase;
import dev.triptych.systemtests.Service;
import dev.triptych.systemtests.Workloads;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/** One page of a list of 100 000 workloads, the first and the last, with and without each filter, on a home of its own. */
final class ListsRow implements Row {
    /** No cursor. */
    private static final String FIRST = "";

    private static final int RECORDS = 100_000;
    private static final int LIVE = 20;
    private static final int WARM_UP = 2_000;
    private static final long IDLE_SECONDS = 30;
    private static final String FULL_SCANS =
            "select coalesce(sum(seq_tup_read), 0) from pg_stat_user_tables where relname in"
                    + " ('workload', 'run', 'event', 'intent', 'audit', 'workload_label')";

    private static final List<String> FILTERS = List.of(
            "kind=vm",
            "kind=container",
            "kind=wasm",
            "state=queued",
            "state=preparing",
            "state=starting",
            "state=running",
            "state=ready",
            "state=stopping",
            "state=stopped",
            "state=succeeded",
            "state=failed",
            "state=lost",
            "state=unknown",
            "state=deleting",
            "label=app=app-7",
            "label=tier=web",
            "label=tier",
            "label=rare",
            "label=absent",
            "label=absent=x",
            "q=bench",
            "q=9",
            "q=0999",
            "q=live",
            "q=absent",
            "kind=vm&state=lost",
            "kind=wasm&state=ready",
            "state=failed&q=absent",
            "kind=container&q=777",
            "label=tier=db&q=absent",
            "label=app=app-7&q=0007",
            "label=tier=web&label=app=app-7",
            "state=failed&label=tier=web",
            "kind=wasm&state=stopped&label=tier=edge&q=99");

    @Override
    public String name() {
        return "lists";
    }

    @Override
    public String title() {
        return "One page of a list of %d workloads".formatted(RECORDS);
    }

    @Override
    public int usualPairs() {
        return 200;
    }

    @Override
    public void run(Http ignored, int repetitions, PrintStream out) throws IOException {
        Service service = Service.startBy(ControlPlaneStartRow.commandOfTheService());
        try {
            Http http = service.admin();
            Workloads.uploadSamples(http);
            Workloads.run(http, Workloads.job("wasm", "template", "greeter"));
            OwnDatabase database = OwnDatabase.of(service.home());
            ManyRecords.copy(database, "template", RECORDS);
            List<String> live = launch(http);
            warmUp(http);
            double plain = measure(http, "", repetitions, out);
            double filtered = 0;
            for (String filter : FILTERS) {
                filtered = Math.max(filtered, measure(http, filter, repetitions, out));
            }
            out.println("greatest p99: plain %.2f ms (goal 10), filtered %.2f ms (goal 50)".formatted(plain, filtered));
            Timing start = new Timing("kill -9, process start → first answer");
            service.kill();
            start.take(service::startAgain);
            out.println(start);
            out.println("rows that full scans of tables read in %d idle seconds: %d"
                    .formatted(IDLE_SECONDS, readByFullScans(database)));
            live.forEach(name -> Workloads.delete(service.admin(), name));
        } catch (SQLException e) {
            throw new IOException(e);
        } finally {
            service.discard();
        }
    }

    private static List<String> launch(Http http) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < LIVE; i++) {
            names.add("live-" + i);
            Workloads.launch(http, Workloads.staying("wasm", "live-" + i));
        }
        return names;
    }

    private static void warmUp(Http http) {
        for (int i = 0; i < WARM_UP; i++) {
            page(http, FILTERS.get(i % FILTERS.size()), 50, FIRST);
        }
    }

    private static JsonNode page(Http http, String filter, int limit, String cursor) {
        String path = Workloads.PATH + "?limit=" + limit + (filter.isEmpty() ? "" : "&" + filter);
        return http.get(cursor.isEmpty() ? path : path + "&cursor=" + cursor)
                .expect(200)
                .json();
    }

    private static String lastPage(Http http, String filter) {
        String cursor = FIRST;
        String next = page(http, filter, 200, cursor).path("next").asString(FIRST);
        while (!next.isEmpty()) {
            cursor = next;
            next = page(http, filter, 200, cursor).path("next").asString(FIRST);
        }
        return cursor;
    }

    /** Answers the greater of both pages' p99. */
    private static double measure(Http http, String filter, int repetitions, PrintStream out) throws IOException {
        String cursor = lastPage(http, filter);
        Timing first = new Timing(filter + " first");
        Timing end = new Timing(filter + " last");
        for (int i = 0; i < repetitions; i++) {
            first.take(() -> page(http, filter, 50, FIRST));
            end.take(() -> page(http, filter, 50, cursor));
        }
        out.println("%-45s first p50 %7.2f p99 %7.2f   last p50 %7.2f p99 %7.2f ms"
                .formatted(
                        filter.isEmpty() ? "(all)" : filter,
                        at(first, 0.5),
                        at(first, 0.99),
                        at(end, 0.5),
                        at(end, 0.99)));
        return Math.max(at(first, 0.99), at(end, 0.99));
    }

    private static double at(Timing timing, double quantile) {
        return Statistics.quantile(timing.values(), quantile);
    }

    private static long readByFullScans(OwnDatabase database) throws SQLException, IOException {
        try {
            TimeUnit.SECONDS.sleep(5);
            long before = database.number(FULL_SCANS);
            TimeUnit.SECONDS.sleep(IDLE_SECONDS);
            return database.number(FULL_SCANS) - before;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
