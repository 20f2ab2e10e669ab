package dev.triptych.systemtests.bench;

import dev.triptych.systemtests.Http;
import dev.triptych.systemtests.Shell;
import dev.triptych.systemtests.Workloads;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** The sample {@code web} in a container, directly and through the gateway, by wrk in the same run. */
final class GatewayRow implements Row {
    private static final Path WRK = Path.of("/usr/bin/wrk");
    private static final String NAME = "bench-gateway";
    private static final String SERVICE = "/api/v1/services/" + NAME;
    private static final int CLIENTS = 32;
    private static final int WARM_UP_SECONDS = 10;
    private static final int ROUND_SECONDS = 5;
    private static final double MOST_ADDED_MILLIS = 0.3;
    private static final double LEAST_RATIO = 0.6;
    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
    private static final Pattern MEDIAN = Pattern.compile("50%\\s+([0-9.]+)(us|ms|s)");
    private static final Pattern ERRORS = Pattern.compile("(Socket errors:.*|Non-2xx or 3xx responses:.*)");

    @Override
    public String name() {
        return "gateway";
    }

    @Override
    public String title() {
        return "Gateway: `web` in a container, directly and through it, %d connections".formatted(CLIENTS);
    }

    @Override
    public int usualPairs() {
        return 5;
    }

    /** What wrk told of one round. */
    private record Round(double perSecond, double medianMillis) {}

    @Override
    public void run(Http http, int pairs, PrintStream out) {
        if (!Files.isExecutable(WRK)) {
            out.println("NOT MEASURED: wrk is not installed");
            return;
        }
        Map<String, Object> description = Workloads.job("container", NAME, "web");
        description.put("lifecycle", "service");
        description.put("ports", List.of(Map.of("name", "http", "port", 8080, "protocol", "http", "publish", 0)));
        description.put("probe", Map.of("http", Map.of("path", "/", "port", "http"), "every", "5s"));
        JsonNode endpoint = Workloads.launch(http, description)
                .path("status")
                .path("endpoints")
                .path(0);
        int direct = endpoint.path("port").asInt();
        try {
            int gateway = http.put(SERVICE, Map.of("backends", List.of(Map.of("workload", NAME))))
                    .expect(201)
                    .json()
                    .path("status")
                    .path("port")
                    .asInt();
            measure(pairs, direct, gateway, out);
        } finally {
            http.delete(SERVICE);
            Workloads.delete(http, NAME);
        }
    }

    private static void measure(int pairs, int direct, int gateway, PrintStream out) {
        round(gateway, CLIENTS, WARM_UP_SECONDS);
        double[] rates = new double[pairs];
        double[] directRates = new double[pairs];
        double[] added = new double[pairs];
        for (int i = 0; i < pairs; i++) {
            directRates[i] = round(direct, CLIENTS, ROUND_SECONDS).perSecond();
            rates[i] = round(gateway, CLIENTS, ROUND_SECONDS).perSecond();
            double alone = round(direct, 1, ROUND_SECONDS).medianMillis();
            added[i] = round(gateway, 1, ROUND_SECONDS).medianMillis() - alone;
        }
        double ratio = Statistics.quantile(rates, 0.5) / Statistics.quantile(directRates, 0.5);
        out.println(
                "directly         n=%d p50 %.0f requests/s".formatted(pairs, Statistics.quantile(directRates, 0.5)));
        out.println("through it       n=%d p50 %.0f requests/s".formatted(pairs, Statistics.quantile(rates, 0.5)));
        out.println("ratio %.2f, goal ≥ %.1f".formatted(ratio, LEAST_RATIO));
        out.println("added to the p50 of one connection: %.3f ms, goal ≤ %.1f ms"
                .formatted(Statistics.quantile(added, 0.5), MOST_ADDED_MILLIS));
    }

    private static Round round(int port, int connections, int seconds) {
        String said = Shell.run(
                WRK.toString(),
                "-t1",
                "-c" + connections,
                "-d" + seconds + "s",
                "--latency",
                "http://127.0.0.1:" + port + "/");
        Matcher errors = ERRORS.matcher(said);
        if (errors.find()) {
            throw new IllegalStateException("requests failed: " + errors.group());
        }
        Matcher rate = RATE.matcher(said);
        Matcher median = MEDIAN.matcher(said);
        if (!rate.find() || !median.find()) {
            throw new IllegalStateException("wrk said: " + said);
        }
        double unit = switch (median.group(2)) {
            case "us" -> 0.001;
            case "ms" -> 1;
            default -> 1000;
        };
        return new Round(Double.parseDouble(rate.group(1)), unit * Double.parseDouble(median.group(1)));
    }
}
