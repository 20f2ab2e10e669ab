package dev.triptych.systemtests.bench;

import dev.triptych.systemtests.Http;
import dev.triptych.systemtests.Shell;
import dev.triptych.systemtests.Workloads;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * By wrk in the same run: the sample {@code web} in a container, directly and through the gateway; and a static nginx in a
 * container, through the gateway and through another nginx.
 */
final class GatewayRow implements Row {
    private static final Path WRK = Path.of("/usr/bin/wrk");
    private static final String NAME = "bench-gateway";
    private static final String SERVICE = "/api/v1/services/" + NAME;
    private static final String SERVERS = "triptych/test-servers:1";
    private static final int CLIENTS = 32;
    /** A new gateway compiles what it runs meanwhile: at first a request costs it three times as much as later. */
    private static final int WARM_UP_SECONDS = 30;

    private static final int ROUND_SECONDS = 5;
    private static final int WORKERS = 2;
    private static final Goal ADDED = Goal.atMost("added to the p50 of one connection", 0.3, " ms");
    private static final Goal OF_DIRECT = Goal.atLeast("through it / by the published port", 0.6, "");
    private static final Goal OF_NGINX = Goal.atLeast("gateway / nginx as the proxy", 0.5, "");
    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
    private static final Pattern MEDIAN = Pattern.compile("50%\\s+([0-9.]+)(us|ms|s)");
    private static final Pattern ERRORS = Pattern.compile("(Socket errors:.*|Non-2xx or 3xx responses:.*)");

    @Override
    public String name() {
        return "gateway";
    }

    @Override
    public String title() {
        return "Gateway: `web` and a static nginx in containers behind it, %d connections".formatted(CLIENTS);
    }

    @Override
    public int usualPairs() {
        return 5;
    }

    /** What wrk told of one round. */
    private record Round(double perSecond, double medianMillis) {}

    /**
     * Ways to a container.
     *
     * @param published its published port, which Docker's proxy serves
     * @param own its own address on Docker's bridge, to which the gateway sends
     */
    private record Ways(String published, String own, String gateway) {}

    private interface Measuring {
        void of(Ways ways) throws IOException;
    }

    @Override
    public void run(Http http, int pairs, PrintStream out) throws IOException {
        if (!Files.isExecutable(WRK)) {
            out.println("NOT MEASURED: wrk is not installed");
            return;
        }
        Map<String, Object> web = Workloads.job("container", NAME, "web");
        behind(http, web, ways -> againstDirect(pairs, ways, out));
        if (!OwnNginx.isInstalled()) {
            out.println("NOT MEASURED: nginx as the proxy (nginx is not installed)");
        } else if (Shell.attempt("docker", "image", "inspect", SERVERS).code() != 0) {
            out.println("NOT MEASURED: a static nginx behind it (deploy/test-servers/build makes its image)");
        } else {
            behind(http, nginx(), ways -> againstNginx(pairs, ways, out));
        }
    }

    private static Map<String, Object> nginx() {
        Map<String, Object> description = Workloads.job("container", NAME, "web");
        description.put("source", Map.of("image", SERVERS));
        description.put("args", List.of("/usr/sbin/nginx", "-c", "/etc/nginx/test.conf"));
        return description;
    }

    private static void behind(Http http, Map<String, Object> description, Measuring measuring) throws IOException {
        description.put("lifecycle", "service");
        description.put("ports", List.of(Map.of("name", "http", "port", 8080, "protocol", "http", "publish", 0)));
        description.put("probe", Map.of("http", Map.of("path", "/", "port", "http"), "every", "5s"));
        JsonNode status = Workloads.launch(http, description).path("status");
        int published = status.path("endpoints").path(0).path("port").asInt();
        String own = status.path("addresses").path(0).asString();
        try {
            int gateway = http.put(SERVICE, Map.of("backends", List.of(Map.of("workload", NAME))))
                    .expect(201)
                    .json()
                    .path("status")
                    .path("port")
                    .asInt();
            measuring.of(new Ways("127.0.0.1:" + published, own + ":8080", "127.0.0.1:" + gateway));
        } finally {
            http.delete(SERVICE);
            Workloads.delete(http, NAME);
        }
    }

    private static void againstDirect(int pairs, Ways ways, PrintStream out) {
        round(ways.gateway(), CLIENTS, WARM_UP_SECONDS);
        double[] through = new double[pairs];
        double[] published = new double[pairs];
        double[] own = new double[pairs];
        double[] added = new double[pairs];
        for (int i = 0; i < pairs; i++) {
            published[i] = round(ways.published(), CLIENTS, ROUND_SECONDS).perSecond();
            through[i] = round(ways.gateway(), CLIENTS, ROUND_SECONDS).perSecond();
            own[i] = round(ways.own(), CLIENTS, ROUND_SECONDS).perSecond();
            double alone = round(ways.published(), 1, ROUND_SECONDS).medianMillis();
            added[i] = round(ways.gateway(), 1, ROUND_SECONDS).medianMillis() - alone;
        }
        out.println("`web`, by its published port   " + rate(published));
        out.println("`web`, by its bridge address   " + rate(own));
        out.println("`web`, through the gateway     " + rate(through));
        out.println("through it / by the bridge address: " + Statistics.pairedRatio(through, own));
        out.println("through it / by the published port: " + Statistics.pairedRatio(through, published));
        out.println(OF_DIRECT.of(Statistics.median(through) / Statistics.median(published)));
        out.println(ADDED.of(Statistics.median(added)));
    }

    /** Both send to the same address of the same container; nginx keeps connections to it, too. */
    private static void againstNginx(int pairs, Ways ways, PrintStream out) throws IOException {
        try (OwnNginx peer = OwnNginx.prepare()) {
            peer.start(
                    WORKERS,
                    "upstream behind { server %s; keepalive %d; }".formatted(ways.own(), 2 * CLIENTS),
                    "proxy_pass http://behind; proxy_http_version 1.1; proxy_set_header Connection \"\";");
            String proxy = "127.0.0.1:" + peer.address().getPort();
            round(ways.gateway(), CLIENTS, WARM_UP_SECONDS);
            double[] ours = new double[pairs];
            double[] theirs = new double[pairs];
            for (int i = 0; i < pairs; i++) {
                theirs[i] = round(proxy, CLIENTS, ROUND_SECONDS).perSecond();
                ours[i] = round(ways.gateway(), CLIENTS, ROUND_SECONDS).perSecond();
            }
            out.println("static nginx, by nginx     " + rate(theirs));
            out.println("static nginx, by the gateway " + rate(ours));
            out.println("gateway / nginx as the proxy: " + Statistics.pairedRatio(ours, theirs));
            out.println(OF_NGINX.of(Statistics.median(ours) / Statistics.median(theirs)));
        }
    }

    private static String rate(double[] perSecond) {
        return "n=%d p50 %.0f requests/s".formatted(perSecond.length, Statistics.median(perSecond));
    }

    private static Round round(String address, int connections, int seconds) {
        String said = Shell.run(
                WRK.toString(),
                "-t1",
                "-c" + connections,
                "-d" + seconds + "s",
                "--latency",
                "http://" + address + "/");
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
