package dev.triptych.tck;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.triptych.spi.ImagePulling.Login;
import dev.triptych.spi.ImagePulling.Wanted;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
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
    private static final System.Logger LOG = System.getLogger(TestRegistry.class.getName());
    private static final Login LOGIN = new Login("robot", "canary-" + UUID.randomUUID());
    private static final String TAG = "1";
    private static final String MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
    private static final String AUTHORIZATION = "Authorization: ";
    private static final int LAYER = 1 << 16;
    private static final int BACKLOG = 50;
    /** How a handshake begins. */
    private static final int TLS = 0x16;

    /** Where somebody else's terminal or log would be led astray. */
    private static final String NOISE = "\u001b[2J\u0007\r\nFORGED: all is well ".repeat(500);

    private final Map<String, byte[]> answers = new HashMap<>();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final CountDownLatch half = new CountDownLatch(1);
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger sent = new AtomicInteger();
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    private final ServerSocket server;
    private final String layerOfImage;
    private final String layerOfGated;

    public TestRegistry() {
        layerOfImage = publish("team/app", layer -> layer);
        layerOfGated = publish("team/gated", layer -> layer);
        publish("team/forged", layer -> Arrays.copyOfRange(layer, 1, layer.length + 1));
        try {
            server = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        workers.execute(this::accept);
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

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                workers.execute(() -> serve(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    /** One request for each connection. Who gives up is let go. */
    private void serve(Socket client) {
        try (client) {
            BufferedInputStream in = new BufferedInputStream(client.getInputStream());
            in.mark(1);
            if (in.read() == TLS) {
                return; // backends try that first, and go on without it
            }
            in.reset();
            BufferedReader head = new BufferedReader(new InputStreamReader(in, ISO_8859_1));
            String first = head.readLine();
            if (first == null) {
                return;
            }
            String[] request = first.split(" ", 3);
            String credentials = null;
            for (String line = head.readLine(); line != null && !line.isEmpty(); line = head.readLine()) {
                if (line.startsWith(AUTHORIZATION)) {
                    credentials = line.substring(AUTHORIZATION.length());
                }
            }
            asked.incrementAndGet();
            answer(new Reply(client.getOutputStream(), request[0].equals("HEAD")), request[1], credentials);
        } catch (IOException gaveUp) {
            LOG.log(System.Logger.Level.DEBUG, "a client of the registry has given up", gaveUp);
        }
    }

    private void answer(Reply reply, String path, @Nullable String credentials) throws IOException {
        byte[] content = answers.get(path);
        if (!isLogin(credentials)) {
            reply.refuse("401 Unauthorized", "UNAUTHORIZED", "authentication required");
        } else if (path.startsWith("/v2/team/spiteful/")) {
            String pair = LOGIN.username() + ":" + LOGIN.password();
            reply.refuse("400 Bad Request", "UNKNOWN", credentials + " is " + pair + " " + NOISE);
        } else if (path.equals("/v2/")) {
            reply.begin("200 OK", "application/json", new byte[0]);
        } else if (content == null) {
            reply.refuse("404 Not Found", "MANIFEST_UNKNOWN", "manifest unknown");
        } else {
            send(reply, path, content);
        }
    }

    private static boolean isLogin(@Nullable String credentials) {
        String pair = LOGIN.username() + ":" + LOGIN.password();
        return ("Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8))).equals(credentials);
    }

    private void send(Reply reply, String path, byte[] content) throws IOException {
        reply.begin("200 OK", path.contains("/manifests/") ? MANIFEST : "application/octet-stream", content);
        if (path.equals(layerOfImage)) {
            sent.incrementAndGet();
        }
        int first = path.equals(layerOfGated) ? content.length / 2 : 0;
        reply.write(content, 0, first);
        if (first > 0) {
            half.countDown();
            awaitGate();
        }
        reply.write(content, first, content.length - first);
    }

    private void awaitGate() throws IOException {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** One answer. */
    private record Reply(OutputStream out, boolean headAlone) {
        void begin(String status, String type, byte[] body) throws IOException {
            out.write(("HTTP/1.1 " + status + "\r\nConnection: close\r\nContent-Type: " + type + "\r\nContent-Length: "
                            + body.length + "\r\nDocker-Content-Digest: " + ImageParts.digest(body)
                            + "\r\nWWW-Authenticate: Basic realm=\"test\"\r\n\r\n")
                    .getBytes(ISO_8859_1));
            out.flush();
        }

        void write(byte[] body, int from, int size) throws IOException {
            if (!headAlone) {
                out.write(body, from, size);
                out.flush();
            }
        }

        void refuse(String status, String code, String message) throws IOException {
            String escaped = message.replace("\u001b", "\\u001b")
                    .replace("\u0007", "\\u0007")
                    .replace("\r\n", "\\r\\n");
            byte[] body =
                    ("{\"errors\":[{\"code\":\"" + code + "\",\"message\":\"" + escaped + "\"}]}").getBytes(UTF_8);
            begin(status, "application/json", body);
            write(body, 0, body.length);
        }
    }

    private Wanted wanted(String repository) {
        return new Wanted("127.0.0.1:" + server.getLocalPort() + "/" + repository, TAG, null, LOGIN);
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
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        workers.close();
    }
}
