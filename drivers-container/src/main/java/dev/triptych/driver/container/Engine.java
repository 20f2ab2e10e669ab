package dev.triptych.driver.container;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Info;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The connection to one Docker Engine: docker-java's client behind our deadlines and errors. */
final class Engine implements AutoCloseable {
    /** More than calls overlap: none should wait for another. */
    private static final int MAX_CONNECTIONS = 1024;

    private final DockerClientConfig config;
    private final DockerClient client;
    private final Path socket;
    private final EngineCalls calls;
    private final Duration deadline;
    private volatile @Nullable Info info;

    Engine(ContainerDriverProperties properties) {
        // The API version stays unset: the Engine then answers with its own, old or new.
        config = DefaultDockerClientConfig.createDefaultConfigBuilder()
                .withDockerHost("unix://" + properties.socket())
                .withDockerTlsVerify(false)
                .build();
        client = DockerClientImpl.getInstance(
                config,
                new ZerodepDockerHttpClient.Builder()
                        .dockerHost(config.getDockerHost())
                        .maxConnections(MAX_CONNECTIONS)
                        .build());
        socket = properties.socket();
        deadline = properties.deadline();
        calls = new EngineCalls(deadline);
    }

    /** For streams, which have no deadline; everything else goes through {@link #call}. */
    DockerClient client() {
        return client;
    }

    /** For the streams that docker-java cannot carry. */
    Path socket() {
        return socket;
    }

    ObjectMapper json() {
        return config.getObjectMapper();
    }

    <T> T call(String what, Function<DockerClient, T> request) {
        return calls.call(what, () -> request.apply(client));
    }

    <T> T call(String what, Duration limit, Function<DockerClient, T> request) {
        return calls.call(what, limit, () -> request.apply(client));
    }

    /** As {@link #call}, for a request whose answer says nothing. */
    void run(String what, Duration limit, Consumer<DockerClient> request) {
        calls.call(what, limit, () -> {
            request.accept(client);
            return true;
        });
    }

    void run(String what, Consumer<DockerClient> request) {
        call(what, docker -> {
            request.accept(docker);
            return true;
        });
    }

    /** As {@link #call}; empty when the Engine answers that there is no such thing. */
    <T> Optional<T> find(String what, Function<DockerClient, T> request) {
        return call(what, docker -> {
            try {
                return Optional.of(request.apply(docker));
            } catch (NotFoundException absent) {
                return Optional.empty();
            }
        });
    }

    /** The answer to a question that docker-java has no command for. */
    JsonNode ask(String what, String path) {
        return calls.call(what, () -> {
            try (RawExchange answer = RawExchange.open(socket, "GET " + path)) {
                return json().readTree(answer.body());
            }
        });
    }

    List<Container> containersLabelled(Map<String, String> labels) {
        return call(
                "list its containers",
                docker -> docker.listContainersCmd()
                        .withShowAll(true)
                        .withLabelFilter(labels)
                        .exec());
    }

    /** What the Engine says of itself and its host, asked once. */
    Info info() {
        Info known = info;
        if (known == null) {
            known = call("describe itself", docker -> docker.infoCmd().exec());
            info = known;
        }
        return known;
    }

    Info freshInfo() {
        return freshInfo(deadline);
    }

    Info freshInfo(Duration limit) {
        Info fresh = call("describe itself", limit, docker -> docker.infoCmd().exec());
        info = fresh;
        return fresh;
    }

    String toJson(Object request) {
        try {
            return json().writerWithDefaultPrettyPrinter().writeValueAsString(request);
        } catch (IOException e) {
            throw new DriverException(DriverErrorCode.DEFECT, "The request cannot be shown.", e.toString(), e);
        }
    }

    @Override
    public void close() {
        calls.close();
        try {
            client.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
