package dev.triptych.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Volumes with the real backends: one content for three kinds, bounded for each of them, there after a kill. */
@Tag("backend")
class VolumesIT {
    private static final String VOLUME = "/api/v1/volumes/notes";
    private static final List<String> KINDS = List.of("wasm", "container", "vm");
    private static final long SIZE = 16L << 20;

    @SuppressWarnings("NullAway.Init")
    private static Service service;

    @SuppressWarnings("NullAway.Init")
    private static Http http;

    @BeforeAll
    static void startAService() {
        service = Service.start();
        http = service.admin();
        Workloads.uploadSamples(http);
        http.upload("/api/v1/artifacts/keeper.wasm", Samples.module("keeper")).expect(201);
    }

    @AfterAll
    static void endTheService() {
        service.close();
    }

    @BeforeEach
    void makeTheVolume() {
        http.put(VOLUME, Map.of("size", "16MiB")).expect(201);
    }

    @AfterEach
    void deleteTheVolume() {
        Workloads.deleteAll(http);
        http.delete(VOLUME).expect(204);
    }

    /** Runs the sample on the volume and answers what it wrote to its output. */
    private String keeper(String kind, boolean readOnly, int exitCode, String... args) {
        String name = "keeper-" + kind;
        Map<String, Object> job = Workloads.job(kind, name, "keeper", args);
        job.put("mounts", List.of(Map.of("volume", "notes", "path", "/notes", "readOnly", readOnly)));
        JsonNode run = Workloads.run(http, job).path("status").path("currentRun");
        assertThat(run.path("exitCode").asInt(-1)).as("%s: %s", kind, run).isEqualTo(exitCode);
        String output = http.get(Workloads.PATH + "/" + name + "/logs?stream=stdout")
                .expect(200)
                .text();
        Workloads.delete(http, name);
        return output;
    }

    @Test
    void whatAnyKindWritesIsReadByAllAndKeptThroughAKillAndExportedAndImported() {
        StringBuilder expected = new StringBuilder();
        for (String kind : KINDS) {
            assertThat(keeper(kind, false, 0, "/notes/list", "by " + kind))
                    .as("what the %s found", kind)
                    .isEqualTo(expected.toString());
            expected.append("by ").append(kind).append('\n');
        }
        service.kill();
        service.startAgain();
        for (String kind : KINDS) {
            assertThat(keeper(kind, true, 1, "/notes/list", "not to be written"))
                    .as(kind)
                    .isEqualTo(expected.toString());
        }

        byte[] archive = http.get(VOLUME + "/content").expect(200).body();
        http.put("/api/v1/volumes/copy", Map.of()).expect(201);
        http.upload("/api/v1/volumes/copy/content", archive).expect(200);
        assertThat(service.home().resolve("volumes/copy/list"))
                .hasContent(expected.toString().strip());
        http.delete("/api/v1/volumes/copy").expect(204);
        assertThat(service.home().resolve("volumes/copy")).doesNotExist();
    }

    @Test
    void theSizeBoundsEveryKindAndAnImport() {
        assertThat(http.get(VOLUME).expect(200).json().path("bounded").asBoolean(false))
                .isTrue();
        for (String kind : KINDS) {
            String told = keeper(kind, false, 0, "--fill", "/notes/" + kind);
            long room = Long.parseLong(told.replaceFirst("(?s)room for (\\d+) bytes: .*", "$1"));
            assertThat(room).as("%s: %s", kind, told).isBetween(SIZE / 2, SIZE);
            assertThat(http.get(VOLUME).expect(200).json().path("freeBytes").asLong(-1))
                    .isLessThan(1 << 20);
            Path full = service.home().resolve("volumes/notes/" + kind);
            assertThat(full.toFile().delete()).isTrue();
        }
        http.upload(VOLUME + "/content", new byte[(int) SIZE + 1]).expectProblem(413, "BODY_TOO_LARGE");
        assertThat(service.home().resolve("volumes/notes")).isEmptyDirectory();
    }

    @Test
    void aVolumeInUseStaysAndAMachineWritesAlone() {
        Map<String, Object> writer = Workloads.staying("vm", "writer");
        writer.put("mounts", List.of(Map.of("volume", "notes", "path", "/notes")));
        Workloads.launch(http, writer);
        Map<String, Object> second = Workloads.staying("container", "second");
        second.put("mounts", List.of(Map.of("volume", "notes", "path", "/notes")));
        http.post(Workloads.PATH, second).expectProblem(409, "VOLUME_IN_USE");
        http.delete(VOLUME).expectProblem(409, "VOLUME_IN_USE");
        http.upload(VOLUME + "/content", new byte[1024]).expectProblem(409, "VOLUME_IN_USE");
        assertThat(Files.exists(service.home().resolve("volumes/.images/notes")))
                .isTrue();
        Workloads.delete(http, "writer");
    }
}
