package dev.triptych.gateway.proxy;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A workload as a test wants it: each connection is the test's to serve. */
final class Backend implements Closeable {
    private final ServerSocket socket;
    private final Serving serving;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    /** Heads of requests, in the order in which they came. */
    final List<String> heads = new CopyOnWriteArrayList<>();

    /** What happens on one connection; it is closed afterwards. */
    interface Serving {
        void serve(Backend self, InputStream in, OutputStream out) throws IOException;
    }

    private Backend(Serving serving) throws IOException {
        this.serving = serving;
        this.socket = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::takeAll);
    }

    static Backend serving(Serving serving) throws IOException {
        return new Backend(serving);
    }

    /** Answers each request with this body, and keeps connections. */
    static Backend saying(String body) throws IOException {
        return new Backend((self, in, out) -> {
            for (String head = self.head(in); head != null; head = self.head(in)) {
                readBody(head, in);
                out.write(("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n"
                                + (head.startsWith("HEAD") ? "" : body))
                        .getBytes(StandardCharsets.ISO_8859_1));
            }
        });
    }

    private static void readBody(String head, InputStream in) throws IOException {
        int at = head.toLowerCase(java.util.Locale.ROOT).indexOf("content-length: ");
        if (at >= 0) {
            String rest = head.substring(at + "content-length: ".length());
            in.readNBytes(Integer.parseInt(rest.lines().findFirst().orElse("0").strip()));
        } else if (head.toLowerCase(java.util.Locale.ROOT).contains("transfer-encoding: chunked")) {
            StringBuilder all = new StringBuilder();
            for (int b = in.read(); b >= 0; b = in.read()) {
                if (all.append((char) b).toString().endsWith("0\r\n\r\n")) {
                    return;
                }
            }
        }
    }

    /** Reads a head, and notes it; null at the end of the connection. */
    @Nullable
    String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            int b = in.read();
            if (b < 0) {
                return null;
            }
            head.append((char) b);
        }
        heads.add(head.toString());
        return head.toString();
    }

    private void takeAll() {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                open.add(connection);
                Thread.ofVirtual().start(() -> serve(connection));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            serving.serve(this, new BufferedInputStream(connection.getInputStream()), connection.getOutputStream());
        } catch (IOException e) {
            // the gateway or the test has ended it
        } finally {
            open.remove(connection);
        }
    }

    int port() {
        return socket.getLocalPort();
    }

    int connections() {
        return open.size();
    }

    /** Takes no connections any more; those there are go on. */
    void refuse() throws IOException {
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
        for (Socket connection : open) {
            connection.close();
        }
    }
}
