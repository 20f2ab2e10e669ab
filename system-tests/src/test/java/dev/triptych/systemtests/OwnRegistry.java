package dev.triptych.systemtests;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.apache.commons.io.file.PathUtils;

/** A registry of images on a port of its own, for one user alone, with what is pushed to it. */
final class OwnRegistry implements AutoCloseable {
    static final String USER = "robot";
    static final String PASSWORD = "canary-Registry-5eed";
    /** Of that password, by bcrypt. */
    private static final String HASH = "$2b$05$abcdefghijklmnopqrstuu5hQFh2JVvRv28eJ/b2Gq4opAbJfkTO2";

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int UNAUTHORIZED = 401;

    private final Path folder;
    private final int port;
    private final Process process;

    private OwnRegistry(Path folder, int port, Process process) {
        this.folder = folder;
        this.port = port;
        this.process = process;
    }

    static OwnRegistry start() {
        String home = System.getenv("TRIPTYCH_TEST_REGISTRY");
        Path programs =
                home == null ? Path.of(System.getProperty("user.home"), ".triptych", "test-registry") : Path.of(home);
        Shell.run("../deploy/test-registry/build", programs.toString());
        int port = freePort();
        try {
            Path folder = Files.createTempDirectory("test-registry");
            Files.writeString(folder.resolve("users"), USER + ":" + HASH + "\n");
            Files.writeString(folder.resolve("config.yml"), """
                    version: 0.1
                    storage: { filesystem: { rootdirectory: %s/images } }
                    http: { addr: "127.0.0.1:%d" }
                    auth: { htpasswd: { realm: test, path: %s/users } }
                    """.formatted(folder, port, folder));
            Process process = new ProcessBuilder(
                            programs.resolve("docker-registry").toString(),
                            "serve",
                            folder.resolve("config.yml").toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile())
                    .start();
            OwnRegistry registry = new OwnRegistry(folder, port, process);
            Await.level("the registry answers", SOON, registry::answers);
            return registry;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A port that is free now, and on which nobody answers. */
    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean answers() {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest ask = HttpRequest.newBuilder(URI.create("http://" + address() + "/v2/"))
                    .build();
            return client.send(ask, BodyHandlers.discarding()).statusCode() == UNAUTHORIZED;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    /** Pushes an image of this host's Docker, whose name begins with the address. */
    void push(String image) {
        try {
            String basic = Base64.getEncoder().encodeToString((USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));
            Path settings = Files.createDirectories(folder.resolve("docker"));
            Files.writeString(
                    settings.resolve("config.json"),
                    "{\"auths\":{\"" + address() + "\":{\"auth\":\"" + basic + "\"}}}");
            Shell.run("docker", "--config", settings.toString(), "push", "-q", image);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor();
            PathUtils.deleteDirectory(folder);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Says that it is a registry, and then nothing more. */
    static final class Silent implements AutoCloseable {
        private static final int OK = 200;

        private final HttpServer server;
        private final CountDownLatch over = new CountDownLatch(1);

        Silent() {
            try {
                server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.createContext("/", this::answer);
            server.start();
        }

        private void answer(HttpExchange exchange) throws IOException {
            try (exchange) {
                if (!exchange.getRequestURI().getPath().equals("/v2/")) {
                    over.await();
                }
                exchange.sendResponseHeaders(OK, -1);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        String address() {
            return "127.0.0.1:" + server.getAddress().getPort();
        }

        @Override
        public void close() {
            over.countDown();
            server.stop(0);
        }
    }
}
