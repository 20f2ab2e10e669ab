package dev.triptych.systemtests.bench;

import dev.triptych.systemtests.Http;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The two calls of the Docker Engine API that a start needs, over one kept connection, with nothing around them. */
final class EngineApi implements AutoCloseable {
    private static final String SOCKET = "/var/run/docker.sock";

    private final SocketChannel channel;

    private EngineApi(SocketChannel channel) {
        this.channel = channel;
    }

    static EngineApi connect() throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(SOCKET));
        return new EngineApi(channel);
    }

    /** The id of the new container, which has every default of the engine. */
    String create(String name, String image, List<String> args) throws IOException {
        return create(name, Map.of("Image", image, "Cmd", args));
    }

    /** The id of a new container of this description. */
    String create(String name, Object description) throws IOException {
        String body = new String(Http.JSON.writeValueAsBytes(description), StandardCharsets.UTF_8);
        return Http.json(post("/containers/create?name=" + name, body, 201).getBytes(StandardCharsets.UTF_8))
                .path("Id")
                .asString();
    }

    void start(String id) throws IOException {
        post("/containers/" + id + "/start", "", 204);
    }

    private String post(String path, String body, int expected) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String head = "POST " + path + " HTTP/1.1\r\nHost: docker\r\nContent-Type: application/json\r\nContent-Length: "
                + bytes.length + "\r\n\r\n";
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(head.getBytes(StandardCharsets.UTF_8));
        request.writeBytes(bytes);
        channel.write(ByteBuffer.wrap(request.toByteArray()));
        String response = read();
        int status = Integer.parseInt(response.split(" ", 3)[1]);
        if (status != expected) {
            throw new IOException("the engine answered " + response);
        }
        return response.substring(response.indexOf("\r\n\r\n") + 4);
    }

    private String read() throws IOException {
        StringBuilder text = new StringBuilder();
        ByteBuffer buffer = ByteBuffer.allocate(8192);
        while (!isWhole(text)) {
            buffer.clear();
            if (channel.read(buffer) < 0) {
                throw new IOException("the engine closed the connection after: " + text);
            }
            text.append(StandardCharsets.UTF_8.decode(buffer.flip()));
        }
        return text.toString();
    }

    private static boolean isWhole(StringBuilder response) {
        int end = response.indexOf("\r\n\r\n");
        if (end < 0) {
            return false;
        }
        String head = response.substring(0, end).toLowerCase(Locale.ROOT);
        int length = head.indexOf("content-length:");
        if (length < 0) {
            return true; // 204 has no body
        }
        int announced = Integer.parseInt(head.substring(length + "content-length:".length())
                .split("\r\n", 2)[0]
                .strip());
        return response.length() - end - 4 >= announced;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
