package dev.triptych.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client's connection that is kept. */
final class Kept implements AutoCloseable {
    private static final String END_OF_HEAD = "\r\n\r\n";
    private static final Pattern LENGTH = Pattern.compile("content-length: (\\d+)");
    private static final int PATIENCE_MILLIS = (int) Duration.ofMinutes(2).toMillis();

    private final Socket socket;

    Kept(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
    }

    /**
     * An answer with status 200.
     *
     * @param head in lower case
     */
    record Reply(String head, String body) {}

    private void write(String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    /** One request and its answer. */
    Reply get(String path) throws IOException {
        write("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        return reply();
    }

    /** The head of an upload, and half of its body. */
    void begin(int half) throws IOException {
        write("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + 2 * half + END_OF_HEAD + "a".repeat(half));
    }

    /** The other half. */
    Reply finish(int half) throws IOException {
        write("b".repeat(half));
        Reply reply = reply();
        assertThat(reply.body()).isEqualTo("a".repeat(half) + "b".repeat(half));
        return reply;
    }

    private Reply reply() throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder read = new StringBuilder();
        while (read.indexOf(END_OF_HEAD) < 0) {
            int next = in.read();
            assertThat(next).as("after " + read).isNotNegative();
            read.append((char) next);
        }
        String head = read.toString().toLowerCase(Locale.ROOT);
        assertThat(head).startsWith("http/1.1 200 ");
        Matcher length = LENGTH.matcher(head);
        assertThat(length.find()).as(head).isTrue();
        byte[] body = in.readNBytes(Integer.parseInt(length.group(1)));
        return new Reply(head, new String(body, StandardCharsets.US_ASCII));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
