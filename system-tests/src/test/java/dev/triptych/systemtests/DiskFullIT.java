package dev.triptych.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The disk that holds everything fills up: first no new work is taken, then not a byte fits, and then there is room again. */
@Tag("backend")
class DiskFullIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @SuppressWarnings("NullAway.Init")
    private Path disk;

    @SuppressWarnings("NullAway.Init")
    private Service service;

    @BeforeEach
    void startAServiceOnASmallDisk() throws IOException {
        disk = Files.createTempDirectory(
                "triptych-disk-", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        Shell.run("mount", "-t", "tmpfs", "-o", "size=640m,mode=0755", "triptych-it", disk.toString());
        service = Service.startBelow(disk, Map.of("TRIPTYCH_RECONCILE_SWEEPEVERY", "1s"));
        Workloads.uploadSamples(service.admin());
        Counters.upload(service.admin());
    }

    @AfterEach
    void removeBoth() throws IOException {
        try {
            Files.deleteIfExists(ballast());
            if (service != null) {
                service.close();
            }
        } finally {
            Shell.run("umount", "-l", disk.toString());
            Files.delete(disk);
        }
    }

    private Path ballast() {
        return disk.resolve("ballast");
    }

    /** Leaves so many per cent of the disk free. What runs goes on writing, so what was free may be gone: it is asked again. */
    private void fillUpTo(int percentFree) {
        Await.level(percentFree + " per cent of the disk are free", PATIENCE, () -> {
            try {
                FileStore store = Files.getFileStore(disk);
                long free = store.getUsableSpace() - store.getTotalSpace() / 100 * percentFree;
                long present = Files.exists(ballast()) ? Files.size(ballast()) : 0;
                return Shell.attempt(
                                        "fallocate",
                                        "-l",
                                        Long.toString(present + free),
                                        ballast().toString())
                                .code()
                        == 0;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private List<String> starts() {
        String filter = "label=dev.triptych.installation=" + Backends.installation(service);
        return Shell.lines("docker", "ps", "-q", "--filter", filter).stream()
                .map(id -> Shell.run("docker", "inspect", "--format", "{{.Id}} {{.State.StartedAt}}", id))
                .sorted()
                .toList();
    }

    @Test
    void newWorkIsRefusedWhatRunsGoesOnAndRoomBringsEverythingBack() throws IOException {
        Http http = service.admin();
        Workloads.launch(http, Counters.counter("container", "counting-container"));
        Workloads.launch(http, Counters.counter("wasm", "counting-wasm"));
        Workloads.launch(http, Workloads.staying("wasm", "unwanted"));
        List<String> before = starts();

        fillUpTo(5);
        http.post(Workloads.PATH, Workloads.job("wasm", "refused", "greeter")).expectProblem(507, "STORAGE_FULL");
        http.upload("/api/v1/artifacts/refused.wasm", Samples.module("greeter")).expectProblem(507, "STORAGE_FULL");
        assertThat(http.get("/readyz").status()).isEqualTo(503);
        Counters.awaitBeyond(http, "counting-container", Counters.last(http, "counting-container") + 5);
        Workloads.delete(http, "unwanted");

        fillUpTo(0);
        long then = Counters.last(http, "counting-container");
        long now = System.nanoTime();
        Await.level("a while without a byte of room", PATIENCE, () -> System.nanoTime() - now > 3_000_000_000L);
        http.get(Workloads.PATH + "/counting-container").expect(200);
        assertThat(starts()).as("containers and their starts").isEqualTo(before);

        Files.delete(ballast());
        Counters.awaitBeyond(http, "counting-container", then + 40);
        Await.level("work is taken again", PATIENCE, () -> http.get("/readyz").status() == 200);
        Workloads.run(http, Workloads.job("wasm", "afterwards", "greeter"));
        assertThat(starts()).as("containers and their starts").isEqualTo(before);
        for (String name : List.of("counting-container", "counting-wasm")) {
            assertThat(Workloads.state(http, name)).isEqualTo("ready");
            assertThat(Told.runs(http, name)).as(name + "'s runs").isOne();
            Counters.assertWhole(http, name);
        }
    }
}
