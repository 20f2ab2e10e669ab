package dev.triptych.controlplane;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.Json;
import dev.triptych.controlplane.platform.UuidV7;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * What a standby answers on the port that it will serve: that it lives, that it is not ready, and to anything else that
 * another control plane leads. It knows nothing that anybody would need credentials for. It ends when the web server begins.
 */
final class StandbyFront implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(StandbyFront.class);
    private static final int UNAVAILABLE = 503;
    private static final String RETRY_SECONDS = "5";
    private static final String WHY =
            "This control plane is a standby: another one works on the same database, and this one"
                    + " takes over when that ends.";

    private final HttpServer server;
    private boolean over;

    private StandbyFront(HttpServer server) {
        this.server = server;
    }

    /** Null when the port is taken, as it is when the one that leads runs on the same host and has the same port. */
    static @Nullable StandbyFront open(String address, int port) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(address, port), 0);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.createContext("/", StandbyFront::answer);
            // Its thread keeps no process alive that ends for another reason: it takes that after the one that starts
            // it.
            Thread.ofPlatform().daemon().name("standby").start(server::start).join();
            return new StandbyFront(server);
        } catch (IOException e) {
            LOG.info("port {} is taken while this one waits: {}", port, e.getMessage());
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while becoming a standby", e);
        }
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            switch (exchange.getRequestURI().getPath()) {
                case "/livez" -> send(exchange, 200, "text/plain;charset=UTF-8", "alive\n");
                case "/readyz" ->
                    send(
                            exchange,
                            UNAVAILABLE,
                            "application/json",
                            Json.write(Map.of("ready", false, "reason", WHY, "drivers", Map.of())));
                default -> refuse(exchange);
            }
        }
    }

    private static void refuse(HttpExchange exchange) throws IOException {
        String id = UuidV7.next().toString();
        Map<String, Object> problem = new TreeMap<>(Map.of(
                "type",
                "about:blank",
                "title",
                "Service Unavailable",
                "status",
                UNAVAILABLE,
                "code",
                ErrorCode.NOT_LEADING.name(),
                "detail",
                WHY + " Ask the one that leads; nothing was recorded.",
                "instance",
                exchange.getRequestURI().getRawPath(),
                "correlationId",
                id));
        exchange.getResponseHeaders().set("Triptych-Correlation-Id", id);
        send(exchange, UNAVAILABLE, "application/problem+json", Json.write(problem));
    }

    private static void send(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        if (status == UNAVAILABLE) {
            exchange.getResponseHeaders().set("Retry-After", RETRY_SECONDS);
        }
        boolean bodiless = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, bodiless ? -1 : body.length);
        if (!bodiless) {
            exchange.getResponseBody().write(body);
        }
    }

    /** Makes room for the web server, which begins next. */
    @Override
    public void start() {
        server.stop(0);
        over = true;
    }

    @Override
    public void stop() {
        over = false;
    }

    @Override
    public boolean isRunning() {
        return over;
    }

    @Override
    public int getPhase() {
        return WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE - 1;
    }
}
