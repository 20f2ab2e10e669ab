package dev.triptych.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A client's connection of HTTP/2 in the clear that is kept: RFC 9113 by hand, since curl 7.88 cannot use such a connection
 * twice and the JDK's client does not begin one.
 */
final class Http2Kept implements AutoCloseable {
    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    private static final byte[] NO_SETTINGS = {0, 0, 0, 4, 0, 0, 0, 0, 0};
    private static final String AUTHORITY = "localhost";
    private static final int FRAME_HEAD = 9;
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int GOAWAY = 7;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final int PATIENCE_MILLIS = (int) Duration.ofMinutes(2).toMillis();

    private final Socket socket;
    private int stream = -1;

    Http2Kept(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.getOutputStream().write(PREFACE.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(NO_SETTINGS);
    }

    /** Asks for {@code /} in the next stream, and answers the body. */
    String get() throws IOException {
        stream += 2;
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        byte[] head = {0, 0, (byte) (5 + AUTHORITY.length()), HEADERS, END_STREAM | END_HEADERS, 0, 0, 0, (byte) stream
        };
        request.writeBytes(head);
        // GET, / and http from HPACK's table, then :authority with a value of our own
        request.writeBytes(new byte[] {(byte) 0x82, (byte) 0x84, (byte) 0x86, 0x41, (byte) AUTHORITY.length()});
        request.writeBytes(AUTHORITY.getBytes(StandardCharsets.US_ASCII));
        OutputStream out = socket.getOutputStream();
        out.write(request.toByteArray());
        out.flush();
        return body();
    }

    private String body() throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder body = new StringBuilder();
        while (true) {
            byte[] head = in.readNBytes(FRAME_HEAD);
            assertThat(head).as("after " + body).hasSize(FRAME_HEAD);
            byte[] content = in.readNBytes(((head[0] & 0xff) << 16) | ((head[1] & 0xff) << 8) | (head[2] & 0xff));
            assertThat((int) head[3]).as("nothing is broken off").isNotIn(RST_STREAM, GOAWAY);
            boolean ofOurs = head[FRAME_HEAD - 1] == (byte) stream;
            if (ofOurs && head[3] == DATA) {
                body.append(new String(content, StandardCharsets.US_ASCII));
            }
            if (ofOurs && (head[3] == DATA || head[3] == HEADERS) && (head[4] & END_STREAM) != 0) {
                return body.toString();
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
