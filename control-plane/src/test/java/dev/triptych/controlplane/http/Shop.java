package dev.triptych.controlplane.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.triptych.controlplane.http.Api.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A program with two pages, as it was written, or with one thing different. */
final class Shop implements AutoCloseable {
    /** What one of them does differently. */
    enum Mutant {
        NONE,
        STATUS,
        HEADER,
        JSON_VALUE,
        BODY_LENGTH
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Mutant mutant;
    /** Requests as they came: method, target, fields and body. */
    final List<String> seen = new CopyOnWriteArrayList<>();

    Shop(Mutant mutant) throws IOException {
        this.mutant = mutant;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        server.setExecutor(threads);
        server.createContext("/cart", exchange -> answer(exchange, "application/json", cart()));
        server.createContext("/page", exchange -> answer(exchange, "text/plain", page()));
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** Makes it what a simulated container of this name listens with. */
    void launch(Api api, String name) {
        Answer made = api.post("/workloads?wait=ready&timeout=20s", """
                {"name":"%s","kind":"container","lifecycle":"service","source":{"image":"%s"},
                 "ports":[{"name":"http","port":%d,"protocol":"http"}]}""".formatted(name, SimulatedImages.KNOWN, port()));
        assertThat(made.status()).as(made.body()).isEqualTo(201);
    }

    /** The same, and puts a new service in front of it. */
    void launchBehind(Api api, String service, String name) {
        launch(api, name);
        assertThat(api.put("/services/" + service, "{\"backends\":[{\"workload\":\"" + name + "\"}]}")
                        .status())
                .isEqualTo(201);
    }

    private String cart() {
        // members in another order and numbers written otherwise mean the same
        String total = mutant == Mutant.JSON_VALUE ? "10.51" : "10.50";
        return mutant == Mutant.NONE
                ? "{\"total\": " + total + ", \"items\": [1, 2.0], \"time\": " + System.nanoTime() + "}"
                : "{\"items\":[1,2],\"time\":0,\"total\":" + total + "}";
    }

    private String page() {
        return mutant == Mutant.BODY_LENGTH ? "welcome!" : "welcome";
    }

    private void answer(HttpExchange exchange, String type, String text) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        seen.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                + exchange.getRequestHeaders().entrySet() + " " + new String(body, StandardCharsets.UTF_8));
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Set-Cookie", "id=" + System.nanoTime());
        if (mutant == Mutant.HEADER) {
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(mutant == Mutant.STATUS ? 203 : 200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        if (threads.isShutdown()) {
            return;
        }
        server.stop(0);
        threads.shutdownNow();
    }
}
