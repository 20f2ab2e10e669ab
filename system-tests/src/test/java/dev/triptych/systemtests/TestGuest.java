package dev.triptych.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** The real system on a disk that deploy/test-guest builds, as an artifact, and what its guest agent runs as root. */
final class TestGuest {
    static final String DISK = "debian.qcow2";
    static final Duration PATIENCE = Duration.ofMinutes(8);

    private TestGuest() {}

    /** Stores the disk; answers what is told of it. */
    static JsonNode store(Http http) {
        Answer stored = http.upload("/api/v1/artifacts/" + DISK, disk());
        assertThat(stored.status()).as(stored.text()).isIn(200, 201);
        return stored.json();
    }

    private static Path disk() {
        String folder = System.getenv("TRIPTYCH_TEST_GUEST");
        Path disk = (folder == null
                        ? Path.of(System.getProperty("user.home"), ".triptych", "test-guest")
                        : Path.of(folder))
                .resolve(DISK);
        if (!Files.isRegularFile(disk)) {
            throw new AssertionError(disk + " is missing: run deploy/test-guest/build, or ./triptych test");
        }
        return disk;
    }

    static void awaitAgent(Http http, String name) {
        Await.level(
                "its agent is up",
                PATIENCE,
                () -> http.post(path(name), Map.of("command", List.of("true"))).status() == 200);
    }

    static JsonNode exec(Http http, String name, String... command) {
        return http.post(path(name), Map.of("command", List.of(command), "timeout", "2m"))
                .expect(200)
                .json();
    }

    private static String path(String name) {
        return Workloads.PATH + "/" + name + "/exec";
    }
}
