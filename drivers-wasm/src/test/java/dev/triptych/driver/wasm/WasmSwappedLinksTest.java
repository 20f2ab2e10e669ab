package dev.triptych.driver.wasm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.spi.Exit;
import dev.triptych.spi.LogStream;
import dev.triptych.spi.Mount;
import dev.triptych.spi.WorkloadSpec;
import dev.triptych.tck.CollectedLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Somebody swaps directories of a shared volume for links to the outside, for a minute, while guests go through them. */
@Tag("backend")
class WasmSwappedLinksTest {
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final String SECONDS = "60";

    private final Path folder =
            Path.of("target", "swapped-" + System.nanoTime()).toAbsolutePath();
    private final Path volume = folder.resolve("volume");
    private final Path outside = folder.resolve("outside");

    /** Anybody may change what is outside, so that only the mount's walls keep guests from it. */
    @BeforeEach
    void makeAVolumeAndAnOutside() throws IOException {
        Files.createDirectories(outside.resolve("deep"));
        Files.writeString(outside.resolve("secret"), "secret");
        Files.writeString(outside.resolve("none"), "secret");
        Files.writeString(outside.resolve("deep/secret"), "secret");
        Files.createDirectories(volume.resolve("swapped/deep"));
        Files.writeString(volume.resolve("swapped/secret"), "inside");
        Files.writeString(volume.resolve("swapped/deep/secret"), "inside");
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path one : all.toList()) {
                Files.setPosixFilePermissions(one, PosixFilePermissions.fromString("rwxrwxrwx"));
            }
        }
    }

    @AfterEach
    void removeThem() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path one : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(one);
            }
        }
    }

    @Test
    void noGuestGetsOutsideInAMinute() throws Exception {
        Map<String, FileTime> before = outside();
        AtomicBoolean over = new AtomicBoolean();
        Thread swapper = new Thread(() -> swap(over));
        try (WasmProcessRuns runs = new WasmProcessRuns("swapped-home")) {
            Map<WorkloadSpec, CollectedLog> guests = new LinkedHashMap<>();
            swapper.start();
            for (String engine : WasmProcessRuns.engines().toList()) {
                WorkloadSpec spec = WasmProcessRuns.job(
                        engine,
                        ClangGuests.guest("swapped"),
                        16,
                        List.of(new Mount(volume, "/data", false)),
                        SECONDS,
                        engine);
                guests.put(spec, runs.launch(spec));
            }
            guests.forEach((spec, log) -> {
                log.awaitEnd(PATIENCE);
                assertThat(log.text(LogStream.STDOUT))
                        .as("it met the directory and the link, and never the outside")
                        .isEqualTo("inside refused never\n");
                assertThat(runs.driver().observe(spec.key()).exit())
                        .extracting(Exit::code)
                        .isEqualTo(0);
            });
        } finally {
            over.set(true);
            swapper.join();
        }
        assertThat(outside()).isEqualTo(before);
        assertThat(outside.resolve("secret")).hasContent("secret");
        assertThat(outside.resolve("deep/secret")).hasContent("secret");
    }

    /** What is there, and when it was changed last. */
    private Map<String, FileTime> outside() throws IOException {
        Map<String, FileTime> found = new LinkedHashMap<>();
        try (Stream<Path> all = Files.walk(outside)) {
            for (Path one : all.sorted().toList()) {
                found.put(outside.relativize(one).toString(), Files.getLastModifiedTime(one));
            }
        }
        return found;
    }

    private void swap(AtomicBoolean over) {
        Path swapped = volume.resolve("swapped");
        Path aside = volume.resolve("aside");
        Path deep = swapped.resolve("deep");
        Path deepAside = volume.resolve("deep-aside");
        try {
            while (!over.get()) {
                exchange(swapped, aside, Path.of("../outside"));
                exchange(deep, deepAside, Path.of("../../outside/deep"));
                exchange(swapped, aside, outside);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void exchange(Path directory, Path aside, Path target) throws IOException {
        Files.move(directory, aside);
        Files.createSymbolicLink(directory, target);
        Files.delete(directory);
        Files.move(aside, directory);
    }
}
