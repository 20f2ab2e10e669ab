package dev.triptych.driver.container;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Locale;

/**
 * One request to the Engine on a connection of its own, for the streams that docker-java cannot carry: it cuts frames of
 * output into pieces, and it cannot end an input on a Unix socket. And for questions that it has no command for.
 *
 * <p>Interrupting a thread that waits here closes the connection.
 */
final class RawExchange implements Closeable {
    private static final int MOST_HEADER_BYTES = 16 << 10;
    private static final int FIRST_REFUSAL = 300;
    private static final int NOT_FOUND = 404;

    private final SocketChannel channel;
    private final InputStream body;

    private RawExchange(SocketChannel channel, InputStream body) {
        this.channel = channel;
        this.body = body;
    }

    /** Sends a request without a body and reads the header of the answer; refusals are exceptions. */
    static RawExchange open(Path socket, String methodAndPath) throws IOException {
        return open(socket, methodAndPath, "");
    }

    /** As {@link #open(Path, String)}, with a body of JSON in ASCII, unless it is empty. */
    static RawExchange open(Path socket, String methodAndPath, String json) throws IOException {
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        try {
            String upgrade = methodAndPath.startsWith("POST") ? "Connection: Upgrade\r\nUpgrade: tcp\r\n" : "";
            String type = json.isEmpty() ? "" : "Content-Type: application/json\r\n";
            write(
                    channel,
                    (methodAndPath + " HTTP/1.1\r\nHost: docker\r\nContent-Length: " + json.length() + "\r\n" + type
                                    + upgrade + "\r\n" + json)
                            .getBytes(US_ASCII));
            InputStream in = new BufferedInputStream(Channels.newInputStream(channel), 64 << 10);
            String header = readHeader(in).toLowerCase(Locale.ROOT);
            int status = status(header);
            if (status >= FIRST_REFUSAL) {
                throw refused(status, methodAndPath);
            }
            boolean chunked = header.contains("transfer-encoding: chunked");
            return new RawExchange(channel, chunked ? new ChunkedInputStream(in) : in);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static DriverException refused(int status, String methodAndPath) {
        return new DriverException(
                status == NOT_FOUND ? DriverErrorCode.WORKLOAD_ABSENT : DriverErrorCode.BACKEND_REFUSED,
                "The Docker Engine refused to answer, or to connect to the container's input or output.",
                status + " to " + methodAndPath,
                null);
    }

    InputStream body() {
        return body;
    }

    void send(byte[] bytes) throws IOException {
        write(channel, bytes);
    }

    /** Says that the input is at its end. */
    void endInput() throws IOException {
        channel.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static void write(SocketChannel channel, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    private static String readHeader(InputStream in) throws IOException {
        StringBuilder header = new StringBuilder();
        while (header.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0 || header.length() > MOST_HEADER_BYTES) {
                throw new EOFException("the Engine did not answer in full");
            }
            header.append((char) next);
        }
        return header.toString();
    }

    private static int status(String header) throws IOException {
        int space = header.indexOf(' ');
        try {
            return Integer.parseInt(header.substring(space + 1, space + 4));
        } catch (NumberFormatException | StringIndexOutOfBoundsException e) {
            throw new IOException("the Engine's answer is not HTTP", e);
        }
    }
}
