package dev.triptych.systemtests.bench;

import dev.triptych.systemtests.Http;
import dev.triptych.systemtests.Workloads;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** The sample {@code web}, by CGI: as Wasm service, and as native program behind nginx and fcgiwrap. */
final class CgiRow implements Row {
    private static final String NAME = "bench-web";
    private static final int CLIENTS = 8;
    private static final long ROUND_SECONDS = 3;
    private static final long WARM_UP_SECONDS = 10;
    private static final Goal GOAL = Goal.atLeast("Wasm / native", 3, "");

    @Override
    public String name() {
        return "cgi";
    }

    @Override
    public String title() {
        return "CGI `web`: Wasm service against native CGI, %d connections".formatted(CLIENTS);
    }

    @Override
    public int usualPairs() {
        return 5;
    }

    @Override
    public void run(Http http, int pairs, PrintStream out) throws IOException {
        Optional<NativeCgi> peer = NativeCgi.start();
        InetSocketAddress wasm = launch(http);
        try {
            HttpLoad.requestsPerSecond(wasm, CLIENTS, WARM_UP_SECONDS);
            double[] ours = new double[pairs];
            double[] theirs = new double[pairs];
            for (int i = 0; i < pairs; i++) {
                if (peer.isPresent()) {
                    theirs[i] = HttpLoad.requestsPerSecond(peer.get().address(), CLIENTS, ROUND_SECONDS);
                }
                ours[i] = HttpLoad.requestsPerSecond(wasm, CLIENTS, ROUND_SECONDS);
            }
            double own = Statistics.quantile(ours, 0.5);
            out.println("Wasm service                 n=%d p50 %.0f requests/s".formatted(pairs, own));
            if (peer.isPresent()) {
                double native0 = Statistics.quantile(theirs, 0.5);
                out.println("native, nginx and fcgiwrap   n=%d p50 %.0f requests/s".formatted(pairs, native0));
                out.println("Wasm / native:  " + Statistics.pairedRatio(ours, theirs));
                out.println(GOAL.of(own / native0));
            } else {
                out.println("NOT MEASURED: native CGI (nginx and fcgiwrap are not installed)");
            }
        } finally {
            Workloads.delete(http, NAME);
            peer.ifPresent(NativeCgi::close);
        }
    }

    private static InetSocketAddress launch(Http http) {
        Map<String, Object> description = Workloads.job("wasm", NAME, "web");
        description.put("lifecycle", "service");
        description.put("ports", List.of(Map.of("name", "http", "port", 8080, "protocol", "http")));
        description.put("resources", Map.of("memory", "4MiB"));
        description.put("wasm", Map.of("http", "cgi"));
        JsonNode endpoint = Workloads.launch(http, description)
                .path("status")
                .path("endpoints")
                .path(0);
        return new InetSocketAddress(
                endpoint.path("host").asString(), endpoint.path("port").asInt());
    }
}
