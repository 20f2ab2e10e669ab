package dev.triptych.systemtests;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A user of the API with one token, or with none when the token is empty. */
public final class Http {
    public static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration PATIENCE = Duration.ofMinutes(11);
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final URI address;
    private final String token;
    private final Duration bound;

    public Http(URI address, String token) {
        this(address, token, PATIENCE);
    }

    private Http(URI address, String token, Duration bound) {
        this.address = address;
        this.token = token;
        this.bound = bound;
    }

    /** The same user, who takes an answer that takes longer for none. */
    Http within(Duration otherBound) {
        return new Http(address, token, otherBound);
    }

    public Http as(String otherToken) {
        return new Http(address, otherToken);
    }

    public String token() {
        return token;
    }

    public URI address() {
        return address;
    }

    public Answer get(String path) {
        return send(request(path).GET());
    }

    public Answer get(String path, Map<String, String> headers) {
        HttpRequest.Builder request = request(path).GET();
        headers.forEach(request::header);
        return send(request);
    }

    public Answer delete(String path) {
        return send(request(path).DELETE());
    }

    public Answer post(String path, Object body) {
        return sendJson("POST", path, body, Map.of());
    }

    public Answer post(String path) {
        return send(request(path).POST(BodyPublishers.noBody()));
    }

    public Answer put(String path, Object body) {
        return sendJson("PUT", path, body, Map.of());
    }

    public Answer upload(String path, Path file) {
        try {
            return send(request(path)
                    .header("Content-Type", "application/octet-stream")
                    .PUT(BodyPublishers.ofFile(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Answer upload(String path, byte[] bytes) {
        return send(request(path)
                .header("Content-Type", "application/octet-stream")
                .PUT(BodyPublishers.ofByteArray(bytes)));
    }

    /** Sends a body that is a JSON text as it is, or anything that Jackson writes. */
    public Answer sendJson(String method, String path, Object body, Map<String, String> headers) {
        String text = body instanceof String json ? json : JSON.writeValueAsString(body);
        HttpRequest.Builder request = request(path).header("Content-Type", "application/json");
        headers.forEach(request::header);
        return send(request.method(method, BodyPublishers.ofString(text)));
    }

    public Answer send(String method, String path, Map<String, String> headers, BodyPublisher body) {
        HttpRequest.Builder request = request(path);
        headers.forEach(request::header);
        return send(request.method(method, body));
    }

    /** Opens an answer that does not end; the caller closes it. */
    public InputStream open(String path, Map<String, String> headers) {
        HttpRequest.Builder request = request(path).GET();
        headers.forEach(request::header);
        HttpResponse<InputStream> response = exchange(request.build(), BodyHandlers.ofInputStream());
        if (response.statusCode() != 200) {
            throw new AssertionError("GET " + path + " answered " + response.statusCode());
        }
        return response.body();
    }

    /** Whether the path answers 200; false when nobody listens. */
    public boolean answers(String path) {
        try {
            return CLIENT.send(request(path).GET().build(), BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (ConnectException nobodyListensYet) {
            return false;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address.resolve(path)).timeout(bound);
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return request;
    }

    private static Answer send(HttpRequest.Builder request) {
        HttpResponse<byte[]> response = exchange(request.build(), BodyHandlers.ofByteArray());
        return new Answer(response.statusCode(), response.headers(), response.body());
    }

    private static <T> HttpResponse<T> exchange(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return CLIENT.send(request, handler);
        } catch (IOException e) {
            throw new UncheckedIOException(request.method() + " " + request.uri(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** The JSON of an answer. */
    public static JsonNode json(byte[] body) {
        return JSON.readTree(body);
    }
}
