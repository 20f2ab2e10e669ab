package dev.triptych.systemtests;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What only containers have, through the packaged service: confinement, health, and how they end. */
@SystemTest
class ContainersIT {
    private static final String NAME = "containers-it";
    private static final String IMAGE =
            "triptych-it/checked:" + ProcessHandle.current().pid();
    private static final String IDLE =
            "import signal\nsignal.signal(15, lambda *_: exit())\nwhile True: signal.pause()";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static Http http;

    /** One container that stays, with a health check of its own, and a root file system that it may not write to. */
    @BeforeAll
    static void launch(Service service) throws IOException {
        http = service.admin();
        Path folder = Files.createTempDirectory("containers-it");
        Path file = Files.writeString(
                folder.resolve("Dockerfile"),
                "FROM triptych/python:1\nHEALTHCHECK --interval=1s --retries=1 CMD test ! -e /state/ill\n");
        Shell.run("docker", "build", "-q", "-t", IMAGE, folder.toString());
        Files.delete(file);
        Files.delete(folder);
        Map<String, Object> description = Workloads.job("container", NAME, "python", "-c", IDLE);
        description.put("lifecycle", "service");
        description.put("source", Map.of("image", IMAGE));
        description.put(
                "container",
                Map.of(
                        "entrypoint",
                        List.of("python3"),
                        "user",
                        "1000:1001",
                        "workingDirectory",
                        "/srv",
                        "readOnlyRoot",
                        true,
                        "pids",
                        20,
                        "capabilities",
                        Map.of("add", List.of("NET_RAW"), "drop", List.of("ALL")),
                        "ulimits",
                        List.of(Map.of("name", "nofile", "soft", 77, "hard", 88)),
                        "tmpfs",
                        List.of(Map.of("path", "/state", "size", "1MiB"))));
        Workloads.launch(http, description);
    }

    @AfterAll
    static void remove() {
        Workloads.delete(http, NAME);
        Shell.run("docker", "rmi", IMAGE);
    }

    private static String inside(String script) {
        return http.post(Workloads.PATH + "/" + NAME + "/exec", Map.of("command", List.of("/bin/sh", "-c", script)))
                .expect(200)
                .json()
                .path("output")
                .path("stdout")
                .path("content")
                .asString("");
    }

    private static JsonNode observed() {
        return Workloads.get(http, NAME).path("status").path("observed");
    }

    @Test
    void aContainerIsConfinedAsItsDescriptionSays() {
        assertThat(inside("id -u; id -g; pwd; ulimit -n; touch /srv/x 2>/dev/null || echo closed"))
                .isEqualTo("1000\n1001\n/srv\n77\nclosed\n");
        assertThat(inside("df -k /state | tail -1 | awk '{print $2}'")).isEqualTo("1024\n");
        assertThat(inside("grep -E '^(CapBnd|NoNewPrivs|Seccomp):' /proc/1/status"))
                .isEqualTo("CapBnd:\t0000000000002000\nNoNewPrivs:\t1\nSeccomp:\t2\n");
        Map<String, Object> wide = Workloads.job("container", "containers-it-wide", "python", "-c", IDLE);
        wide.put("container", Map.of("capabilities", Map.of("add", List.of("SYS_ADMIN"))));
        Answer refused = http.post(Workloads.PATH, wide).expectProblem(422, "NOT_SUPPORTED");
        assertThat(refused.text()).contains("SYS_ADMIN", "triptych.container.allow.capabilities");
    }

    @Test
    void theHealthCheckOfTheImageTellsWhetherItIsReady() {
        assertThat(observed().path("health").asString("")).isEqualTo("healthy");
        inside("touch /state/ill");
        Await.level(
                "it is unhealthy and not ready",
                PATIENCE,
                () -> observed().path("health").asString("").equals("unhealthy")
                        && Workloads.state(http, NAME).equals("running"));
        inside("rm /state/ill");
        Await.level(
                "it is ready again", PATIENCE, () -> Workloads.state(http, NAME).equals("ready"));
    }

    @Test
    void filesGoInAndComeOutAlsoWhereTheContainerMayNotReach() {
        String files = Workloads.PATH + "/containers-it-files/files";
        Map<String, Object> job = Workloads.job("container", "containers-it-files", "python", "-c", "print(1)");
        Workloads.run(http, job);
        try {
            http.upload(files + "?path=/srv/note", "grüße".getBytes(UTF_8)).expect(204);
            assertThat(http.get(files + "?path=/srv/note&as=bytes").expect(200).text())
                    .isEqualTo("grüße");
            http.upload(files + "?path=/lib/written", new byte[] {1}).expect(204); // a link, followed within its root
            assertThat(http.get(files + "/entries?path=/usr/lib").expect(200).text())
                    .contains("\"name\":\"written\"");
            JsonNode root = http.get(files + "/entries?path=/").expect(200).json();
            assertThat(root.path("entries").toString()).contains("\"srv\"", "\"linkTarget\":\"usr/lib\"");
            http.get(files + "?path=/nowhere").expectProblem(404, "FILE_NOT_FOUND");
            byte[] archive = http.get(files + "?path=/srv").expect(200).body();
            assertThat(new String(archive, UTF_8)).contains("note", "grüße");
            put(files + "?path=/opt", archive).expect(204);
            assertThat(http.get(files + "?path=/opt/note&as=bytes").expect(200).text())
                    .isEqualTo("grüße");
            byte[] hostile =
                    new String(archive, ISO_8859_1).replace("./note", "../xyz").getBytes(ISO_8859_1);
            put(files + "?path=/opt", hostile).expectProblem(422, "ARCHIVE_REFUSED");
        } finally {
            Workloads.delete(http, "containers-it-files");
        }
        String ours = Workloads.PATH + "/" + NAME + "/files";
        http.upload(ours + "?path=/srv/note", new byte[1]).expectProblem(422, "NOT_SUPPORTED");
        assertThat(http.get(ours + "/entries?path=/state")
                        .expectProblem(422, "NOT_SUPPORTED")
                        .text())
                .contains("in memory");
    }

    private static Answer put(String path, byte[] archive) {
        return http.send("PUT", path, Map.of("Content-Type", "application/x-tar"), BodyPublishers.ofByteArray(archive));
    }

    /** In a service of its own, which takes an image for unused at once. */
    @Test
    void anImageIsLoadedRunAndCollectedWhenNothingNeedsIt(@TempDir Path folder) throws IOException {
        String image = "triptych-it/loaded:" + ProcessHandle.current().pid();
        Files.writeString(folder.resolve("Dockerfile"), "FROM triptych/greeter:1\nLABEL it=" + image + "\n");
        Shell.run("docker", "build", "-q", "-t", image, folder.toString());
        Path archive = folder.resolve("image.tar");
        Shell.run("docker", "save", "-o", archive.toString(), image);
        Shell.run("docker", "rmi", image);
        byte[] bytes = Files.readAllBytes(archive);
        try (Service own = Service.start(Map.of("TRIPTYCH_IMAGES_COLLECTGRACE", "0s"))) {
            Http admin = own.admin();
            load(admin, Arrays.copyOf(bytes, bytes.length / 2)).expectProblem(422, "SOURCE_INVALID");
            assertThat(Shell.lines("docker", "image", "ls", "-q", image)).isEmpty();
            JsonNode loaded = load(admin, bytes).expect(201).json().path("image");
            String id = loaded.path("id").asString();
            assertThat(loaded.path("names").get(0).asString()).isEqualTo(image);
            load(admin, bytes).expect(200);

            Map<String, Object> description = Workloads.job("container", "containers-it-loaded", "greeter");
            description.put("source", Map.of("image", image));
            admin.post(Workloads.PATH + "?wait=exit&timeout=60s", description).expect(201);
            assertThat(collect(admin, "").path("kept").toString()).contains(id, "containers-it-loaded");
            Workloads.delete(admin, "containers-it-loaded");

            JsonNode dry = collect(admin, "?dryRun=true").path("collected");
            assertThat(dry.size()).isEqualTo(1);
            assertThat(dry.get(0).path("id").asString()).isEqualTo(id);
            assertThat(Shell.lines("docker", "image", "ls", "-q", image)).hasSize(1);
            assertThat(collect(admin, "").path("collected").get(0).path("id").asString())
                    .isEqualTo(id);
            assertThat(Shell.lines("docker", "image", "ls", "-q", image)).isEmpty();
            assertThat(Shell.lines("docker", "image", "ls", "-q", "triptych/greeter:1"))
                    .as("what it was built upon is somebody else's")
                    .hasSize(1);
        } finally {
            Shell.attempt("docker", "rmi", "-f", image); // is gone already, unless the test failed
        }
    }

    private static Answer load(Http admin, byte[] archive) {
        return admin.send(
                "POST",
                "/api/v1/images",
                Map.of("Content-Type", "application/x-tar"),
                BodyPublishers.ofByteArray(archive));
    }

    private static JsonNode collect(Http admin, String query) {
        return admin.post("/api/v1/images/gc" + query).expect(200).json();
    }

    @Test
    void anEndByMemoryAndAnEndBySignalAreToldApart() {
        assertThat(ended("x = b'x' * (1 << 30)", () -> {})).isEqualTo("failed OUT_OF_MEMORY 9 -1");
        assertThat(ended("raise SystemExit(3)", () -> {})).isEqualTo("failed EXITED 0 3");
        assertThat(ended(IDLE, () -> Shell.run("docker", "kill", "-s", "KILL", running("containers-it-end"))))
                .isEqualTo("failed SIGNALLED 9 -1");
    }

    /** By us and by somebody else, in either order: it counts on where it was, as the same process. */
    @Test
    void whatIsPausedStandsStillUntilItIsResumedWhoeverDidIt() {
        String name = "containers-it-paused";
        String path = Workloads.PATH + "/" + name;
        Workloads.launch(http, Counters.counter("container", name));
        try {
            Counters.awaitBeyond(http, name, 0);
            String container = running(name);
            Answer paused = http.post(path + "/pause").expect(200);
            assertThat(paused.json().path("status").path("state").asString("")).isEqualTo("paused");
            assertThat(Shell.run("docker", "inspect", "-f", "{{.State.Status}}", container))
                    .startsWith("paused");
            assertThat(http.post(path + "/exec", Map.of("command", List.of("true")))
                            .expectProblem(409, "ACTION_NOT_POSSIBLE")
                            .text())
                    .contains("paused");

            Shell.run("docker", "unpause", container);
            awaitState(name, "ready");
            Counters.awaitBeyond(http, name, Counters.last(http, name));
            Shell.run("docker", "pause", container);
            awaitState(name, "paused");
            long stoodAt = Counters.last(http, name);
            http.post(path + "/resume").expect(200);
            Counters.awaitBeyond(http, name, stoodAt);
            Counters.assertWhole(http, name);
            assertThat(Told.runs(http, name)).isOne();
            assertThat(Told.states(http, name)).endsWith("paused", "ready", "paused", "ready");

            http.post(path + "/pause").expect(200);
            http.post(path + "/stop").expect(202);
            awaitState(name, "stopped");
            assertThat(Told.status(http, name).path("reason").path("code").asString(""))
                    .isEqualTo("STOPPED");
        } finally {
            Workloads.delete(http, name);
        }
    }

    private static void awaitState(String name, String state) {
        Await.level(
                name + " is " + state,
                PATIENCE,
                () -> Workloads.state(http, name).equals(state));
    }

    /** The container of a workload, once it runs. */
    private static String running(String name) {
        Await.level(name + " runs", PATIENCE, () -> !ids(name).isEmpty());
        return ids(name).getFirst();
    }

    private static List<String> ids(String name) {
        return Shell.lines("docker", "ps", "-q", "--filter", "label=dev.triptych.name=" + name);
    }

    /** State, reason, signal and exit code of a job to which something happens. */
    private static String ended(String script, Runnable event) {
        String name = "containers-it-end";
        http.post(Workloads.PATH, Workloads.job("container", name, "python", "-c", script))
                .expect(201);
        event.run();
        Await.level(
                name + " has ended", PATIENCE, () -> Workloads.state(http, name).equals("failed"));
        JsonNode run = Workloads.get(http, name).path("status").path("currentRun");
        Workloads.delete(http, name);
        return run.path("state").asString() + " "
                + run.path("reason").path("code").asString() + " "
                + run.path("signal").asInt(0) + " " + run.path("exitCode").asInt(-1);
    }
}
