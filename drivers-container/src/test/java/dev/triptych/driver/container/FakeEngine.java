package dev.triptych.driver.container;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** A Unix socket that speaks as much of the Engine API as a test wants; by default it accepts and never answers. */
final class FakeEngine implements AutoCloseable {
    /** An answer that never comes. */
    static final String SILENCE = "silence";

    /** An answer that begins and goes on without a word. */
    static final String STREAM = "stream";

    private final Path socket;
    private final Function<String, String> answers;
    private final Set<SocketChannel> connections = ConcurrentHashMap.newKeySet();
    private final ServerSocketChannel server;

    /** Answers each request line, such as {@code GET /info HTTP/1.1}, with a JSON text {@link #SILENCE} or {@link #STREAM}. */
    FakeEngine(Path socket, Function<String, String> answers) {
        this.socket = socket;
        this.answers = answers;
        try {
            Files.deleteIfExists(socket);
            server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(UnixDomainSocketAddress.of(socket));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    static FakeEngine hanging(Path socket) {
        return new FakeEngine(socket, request -> SILENCE);
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel connection = server.accept();
                connections.add(connection);
                Thread.ofVirtual().start(() -> serve(connection));
            }
        } catch (IOException closed) {
            // the end of the test
        }
    }

    private void serve(SocketChannel connection) {
        try (connection;
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(Channels.newInputStream(connection), UTF_8))) {
            String request = in.readLine();
            while (request != null) {
                skipHeader(in);
                answer(connection, answers.apply(request));
                request = in.readLine();
            }
        } catch (IOException closed) {
            // the client or the test ended it
        } finally {
            connections.remove(connection);
        }
    }

    private static void skipHeader(BufferedReader in) throws IOException {
        String line = in.readLine();
        while (line != null && !line.isEmpty()) {
            line = in.readLine();
        }
    }

    private static void answer(SocketChannel connection, String json) throws IOException {
        if (json.equals(STREAM)) {
            String header = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
            connection.write(ByteBuffer.wrap(header.getBytes(UTF_8)));
        } else if (!json.equals(SILENCE)) {
            byte[] body = json.getBytes(UTF_8);
            String header =
                    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + body.length + "\r\n\r\n";
            connection.write(ByteBuffer.wrap((header + json).getBytes(UTF_8)));
        }
    }

    /** Breaks every connection, as a daemon that ends does. */
    void dropConnections() {
        for (SocketChannel connection : connections) {
            try {
                connection.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() {
        try {
            server.close();
            dropConnections();
            Files.deleteIfExists(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
