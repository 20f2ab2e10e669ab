package dev.triptych.tck;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.triptych.spi.ImagePulling.Login;
import dev.triptych.spi.ImagePulling.Wanted;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A registry that speaks HTTP on the loopback interface (OCI distribution specification, what a pull needs of it). */
public final class TestRegistry implements RegistryFixture {
    private static final Login LOGIN = new Login("robot", "canary-" + UUID.randomUUID());
    private static final String TAG = "1";
    private static final String MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
    private static final int LAYER = 1 << 16;
    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int NOT_FOUND = 404;

    /** Where somebody else's terminal or log would be led astray. */
    private static final String NOISE = "\u001b[2J\u0007\r\nFORGED: all is well ".repeat(500);

    private final Map<String, byte[]> answers = new HashMap<>();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final CountDownLatch half = new CountDownLatch(1);
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger sent = new AtomicInteger();
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;
    private final String layerOfImage;
    private final String layerOfGated;

    public TestRegistry() {
        layerOfImage = publish("team/app", layer -> layer);
        layerOfGated = publish("team/gated", layer -> layer);
        publish("team/forged", layer -> Arrays.copyOfRange(layer, 1, layer.length + 1));
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(workers);
        server.createContext("/v2/", this::answer);
        server.start();
    }

    private interface Sent {
        byte[] of(byte[] layer);
    }

    /** Answers the path of its layer. */
    private String publish(String repository, Sent sentLayer) {
        byte[] noise = new byte[LAYER];
        new Random().nextBytes(noise);
        byte[] layer = ImageParts.tar("hello", noise);
        byte[] config = ImageParts.config(layer);
        byte[] manifest = ("{\"schemaVersion\":2,\"mediaType\":\"" + MANIFEST + "\",\"config\":"
                        + part("application/vnd.docker.container.image.v1+json", config) + ",\"layers\":["
                        + part("application/vnd.docker.image.rootfs.diff.tar", layer) + "]}")
                .getBytes(UTF_8);
        String path = "/v2/" + repository;
        answers.put(path + "/manifests/" + TAG, manifest);
        answers.put(path + "/manifests/" + ImageParts.digest(manifest), manifest);
        answers.put(path + "/blobs/" + ImageParts.digest(config), config);
        answers.put(path + "/blobs/" + ImageParts.digest(layer), sentLayer.of(layer));
        return path + "/blobs/" + ImageParts.digest(layer);
    }

    private static String part(String type, byte[] content) {
        return "{\"mediaType\":\"" + type + "\",\"size\":" + content.length + ",\"digest\":\""
                + ImageParts.digest(content) + "\"}";
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            asked.incrementAndGet();
            String path = exchange.getRequestURI().getPath();
            String credentials = exchange.getRequestHeaders().getFirst("Authorization");
            byte[] content = answers.get(path);
            if (!isLogin(credentials)) {
                exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"test\"");
                refuse(exchange, UNAUTHORIZED, "UNAUTHORIZED", "authentication required");
            } else if (path.startsWith("/v2/team/spiteful/")) {
                refuse(
                        exchange,
                        BAD_REQUEST,
                        "UNKNOWN",
                        credentials + " is " + LOGIN.username() + ":" + LOGIN.password() + " " + NOISE);
            } else if (path.equals("/v2/")) {
                exchange.sendResponseHeaders(OK, -1);
            } else if (content == null) {
                refuse(exchange, NOT_FOUND, "MANIFEST_UNKNOWN", "manifest unknown");
            } else {
                send(exchange, path, content);
            }
        }
    }

    private static boolean isLogin(@Nullable String credentials) {
        String pair = LOGIN.username() + ":" + LOGIN.password();
        return ("Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8))).equals(credentials);
    }

    private static void refuse(HttpExchange exchange, int status, String code, String message) throws IOException {
        String escaped = message.replace("\u001b", "\\u001b")
                .replace("\u0007", "\\u0007")
                .replace("\r\n", "\\r\\n");
        byte[] body = ("{\"errors\":[{\"code\":\"" + code + "\",\"message\":\"" + escaped + "\"}]}").getBytes(UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, head ? -1 : body.length);
        if (!head) {
            exchange.getResponseBody().write(body);
        }
    }

    private void send(HttpExchange exchange, String path, byte[] content) throws IOException {
        boolean manifest = path.contains("/manifests/");
        exchange.getResponseHeaders().add("Content-Type", manifest ? MANIFEST : "application/octet-stream");
        exchange.getResponseHeaders().add("Docker-Content-Digest", ImageParts.digest(content));
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().add("Content-Length", String.valueOf(content.length));
            exchange.sendResponseHeaders(OK, -1);
            return;
        }
        exchange.sendResponseHeaders(OK, content.length);
        OutputStream body = exchange.getResponseBody();
        if (path.equals(layerOfImage)) {
            sent.incrementAndGet();
        }
        int first = path.equals(layerOfGated) ? content.length / 2 : 0;
        body.write(content, 0, first);
        body.flush();
        if (first > 0) {
            half.countDown();
            awaitGate();
        }
        body.write(content, first, content.length - first);
    }

    private void awaitGate() throws IOException {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private Wanted wanted(String repository) {
        return new Wanted("127.0.0.1:" + server.getAddress().getPort() + "/" + repository, TAG, null, LOGIN);
    }

    @Override
    public Wanted image() {
        return wanted("team/app");
    }

    @Override
    public Wanted gated() {
        return wanted("team/gated");
    }

    @Override
    public boolean holdsBack() {
        return half.getCount() == 0;
    }

    @Override
    public void openGate() {
        gate.countDown();
    }

    @Override
    public Wanted forged() {
        return wanted("team/forged");
    }

    @Override
    public Wanted spiteful() {
        return wanted("team/spiteful");
    }

    /** A port that was free a moment ago. */
    @Override
    public Wanted unreachable() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new Wanted("127.0.0.1:" + socket.getLocalPort() + "/team/app", TAG, null, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public int asked() {
        return asked.get();
    }

    @Override
    public int sent() {
        return sent.get();
    }

    @Override
    public void close() {
        openGate();
        server.stop(0);
        workers.close();
    }
}
