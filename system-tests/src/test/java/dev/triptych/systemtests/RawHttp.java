package dev.triptych.systemtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/** Sends bytes that no well-behaved client would send. */
final class RawHttp {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private RawHttp() {}

    /** Sends one request as it is, and reads until the server closes or has said enough to know the status. */
    static Answer exchange(URI address, String request) {
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            String response = read(socket);
            int status = Integer.parseInt(response.split(" ", 3)[1]);
            String body = response.substring(response.indexOf("\r\n\r\n") + 4);
            return new Answer(status, HttpHeaders.of(Map.of(), (_, _) -> true), body.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The head, and as much of the body as its length announces; chunked bodies are read to their end. */
    private static String read(Socket socket) throws IOException {
        StringBuilder text = new StringBuilder();
        byte[] buffer = new byte[8192];
        for (int n = socket.getInputStream().read(buffer);
                n > 0;
                n = socket.getInputStream().read(buffer)) {
            text.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
            if (isWhole(text.toString())) {
                break;
            }
        }
        return text.toString();
    }

    private static boolean isWhole(String response) {
        int end = response.indexOf("\r\n\r\n");
        if (end < 0) {
            return false;
        }
        String head = response.substring(0, end).toLowerCase(java.util.Locale.ROOT);
        int length = head.indexOf("content-length:");
        if (length >= 0) {
            String value = head.substring(length + "content-length:".length())
                    .split("\r\n", 2)[0]
                    .strip();
            return response.length() - end - 4 >= Integer.parseInt(value);
        }
        return head.contains("transfer-encoding: chunked") && response.endsWith("0\r\n\r\n");
    }
}
