package dev.triptych.controlplane.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Speaks to the service as any client does. */
final class Api {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final int port;
    private final String adminToken;

    Api(int port, Path home) {
        this.port = port;
        try {
            this.adminToken = Files.readString(home.resolve("admin.token")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What came back. */
    record Answer(int status, String body, java.net.http.HttpHeaders headers) {
        JsonNode json() {
            return JSON.readTree(body);
        }

        /** The code of a problem document. */
        String code() {
            return json().path("code").asString("none");
        }

        /** The fields that a problem document names, in order. */
        java.util.List<String> fields() {
            return json().path("violations")
                    .valueStream()
                    .map(violation -> violation.path("field").asString())
                    .toList();
        }

        String header(String name) {
            return headers.firstValue(name).orElse("");
        }
    }

    String adminToken() {
        return adminToken;
    }

    int port() {
        return port;
    }

    /** A name that no other test uses. */
    static String uniqueName(String prefix) {
        return prefix + "-" + UUID.randomUUID().toString().substring(0, 8);
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /** A request to a path below the API, with the admin token. */
    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri("/api/v1" + path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + adminToken);
    }

    Answer get(String path) {
        return send(request(path).GET());
    }

    Answer post(String path, String json) {
        return send(request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)));
    }

    Answer put(String path, String json) {
        return send(request(path).header("Content-Type", "application/json").PUT(BodyPublishers.ofString(json)));
    }

    Answer delete(String path) {
        return send(request(path).DELETE());
    }

    Answer upload(String name, byte[] bytes) {
        return send(request("/artifacts/" + name).PUT(BodyPublishers.ofByteArray(bytes)));
    }

    Answer withToken(String token, String method, String path, BodyPublisher body) {
        return send(HttpRequest.newBuilder(uri(path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(method, body));
    }

    Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body(), response.headers());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    HttpClient client() {
        return client;
    }
}
