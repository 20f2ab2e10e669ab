package dev.triptych.driver.wasm.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuestDirectoryTest {
    /** Some seconds in every build; a minute and more with {@code -Dfiles.swapping=PT1M}. */
    private static final Duration SWAPPING = Duration.parse(System.getProperty("files.swapping", "PT3S"));

    private static final FileTimes LONG_AGO = new FileTimes(1_000_000_000L, 1_000_000_000L);

    @TempDir
    private Path folder;

    private Path inside;
    private GuestDirectory mount;

    @BeforeEach
    void mountADirectoryWithASecretBesideIt() throws IOException {
        inside = Files.createDirectories(folder.resolve("mount"));
        Files.createDirectories(folder.resolve("outside"));
        Files.writeString(folder.resolve("secret"), "secret");
        Files.writeString(folder.resolve("outside/secret"), "secret");
        Files.createDirectories(inside.resolve("a/b"));
        Files.writeString(inside.resolve("a/b/file"), "content");
        mount = GuestDirectory.mount(inside, false);
    }

    @AfterEach
    void unmount() {
        mount.close();
    }

    private static byte[] path(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static OpenRequest reading() {
        return new OpenRequest(true, false, false, false, false, true, false, false, Durability.NONE);
    }

    private static OpenRequest creating() {
        return new OpenRequest(true, true, false, false, false, true, true, false, Durability.NONE);
    }

    private String read(String path) {
        try (GuestNode node = mount.open(path(path), reading())) {
            return new String(((GuestFile) node).read(1000, -1), StandardCharsets.UTF_8);
        }
    }

    private static void assertFault(Errno errno, ThrowingCallable call) {
        assertThatExceptionOfType(FileFault.class)
                .isThrownBy(call)
                .satisfies(fault -> assertThat(fault.errno()).isEqualTo(errno));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b/file", "./a/b/file", "a//b/./file", "a/../a/b/../b/file"})
    void aFileInsideIsReadByAnyWayThatStaysInside(String path) {
        assertThat(read(path)).isEqualTo("content");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"../secret", "..", "a/../../secret", "a/b/../../../secret", "/etc/passwd", "/", "./.././secret"})
    void noPathLeadsOut(String path) {
        assertFault(Errno.NOTCAPABLE, () -> mount.open(path(path), reading()));
        assertFault(Errno.NOTCAPABLE, () -> mount.stat(path(path), true));
        assertFault(Errno.NOTCAPABLE, () -> mount.open(path(path), creating()));
    }

    @Test
    void linksInsideAreFollowedInside() throws IOException {
        Files.createSymbolicLink(inside.resolve("link"), Path.of("a/b"));
        Files.createSymbolicLink(inside.resolve("a/up"), Path.of("../a/b/file"));
        assertThat(read("link/file")).isEqualTo("content");
        assertThat(read("a/up")).isEqualTo("content");
        assertThat(mount.readLink(path("link")))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("a/b");
        assertThat(mount.stat(path("link"), false).kind()).isEqualTo(FileKind.SYMBOLIC_LINK);
        assertThat(mount.stat(path("link"), true).kind()).isEqualTo(FileKind.DIRECTORY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc", "..", "../outside", "a/../../outside", "../mount/../outside"})
    void linksThatLeadOutAreNotFollowed(String target) throws IOException {
        Files.createSymbolicLink(inside.resolve("link"), Path.of(target));
        assertFault(Errno.NOTCAPABLE, () -> mount.open(path("link"), reading()));
        assertFault(Errno.NOTCAPABLE, () -> mount.open(path("link/secret"), reading()));
        assertFault(Errno.NOTCAPABLE, () -> mount.open(path("link/new"), creating()));
        assertFault(Errno.NOTCAPABLE, () -> mount.makeDirectory(path("link/new")));
        assertFault(Errno.NOTCAPABLE, () -> mount.removeFile(path("link/secret")));
        assertFault(Errno.NOTCAPABLE, () -> mount.rename(path("a/b/file"), mount, path("link/file")));
        assertThat(folder.resolve("outside/secret")).exists();
    }

    @Test
    void aCircleOfLinksEnds() throws IOException {
        Files.createSymbolicLink(inside.resolve("x"), Path.of("y"));
        Files.createSymbolicLink(inside.resolve("y"), Path.of("x"));
        assertFault(Errno.LOOP, () -> mount.open(path("x"), reading()));
        assertFault(Errno.LOOP, () -> mount.open(path("x/file"), reading()));
    }

    @Test
    void aDirectoryOpenedBelowIsARootOfItsOwn() {
        try (GuestNode below = mount.open(path("a"), reading())) {
            GuestDirectory directory = (GuestDirectory) below;
            assertThat(directory.stat(path("b/file"), true).size()).isEqualTo(7);
            assertFault(Errno.NOTCAPABLE, () -> directory.open(path("../a"), reading()));
        }
    }

    @Test
    void absoluteLinksCannotBeMade() {
        assertFault(Errno.NOTCAPABLE, () -> mount.makeLink(path("/etc"), path("link")));
        assertThat(inside.resolve("link")).doesNotExist();
    }

    @Test
    void pipesAndDevicesAreNotOpened() throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("mkfifo", inside.resolve("pipe").toString())
                        .start()
                        .waitFor())
                .isZero();
        assertFault(Errno.ACCES, () -> mount.open(path("pipe"), reading()));
    }

    @Test
    void namesWithNulAndLongPathsAreRefused() {
        assertFault(Errno.INVAL, () -> mount.open(path("a\0b"), reading()));
        assertFault(Errno.NAMETOOLONG, () -> mount.open(path("a/".repeat(2100) + "b"), reading()));
        assertFault(Errno.NAMETOOLONG, () -> mount.open(path("x".repeat(300)), reading()));
    }

    @Test
    void filesAreMadeWrittenMovedAndRemoved() {
        mount.makeDirectory(path("new"));
        try (GuestNode node = mount.open(path("new/file"), creating())) {
            GuestFile file = (GuestFile) node;
            assertThat(file.write(path("hello"), -1)).isEqualTo(5);
            assertThat(file.seek(0, 1)).isEqualTo(5);
            assertThat(file.read(3, 1)).asString(StandardCharsets.UTF_8).isEqualTo("ell");
            file.resize(2);
            assertThat(file.stat().size()).isEqualTo(2);
        }
        mount.rename(path("new/file"), mount, path("a/moved"));
        assertThat(read("a/moved")).isEqualTo("he");
        mount.removeFile(path("a/moved"));
        mount.removeDirectory(path("new/"));
        assertThat(inside.resolve("new")).doesNotExist();
        assertThat(names("a")).containsExactlyInAnyOrder(".", "..", "b");
    }

    private List<String> names(String path) {
        try (GuestNode node = mount.open(path(path), reading())) {
            return ((GuestDirectory) node)
                    .entries(0).stream()
                            .map(entry -> new String(entry.name(), StandardCharsets.UTF_8))
                            .toList();
        }
    }

    @Test
    void aReadOnlyMountIsNotChanged() {
        try (GuestDirectory readOnly = GuestDirectory.mount(inside, true)) {
            assertFault(Errno.ROFS, () -> readOnly.open(path("a/b/file"), creating()));
            assertFault(Errno.ROFS, () -> readOnly.makeDirectory(path("new")));
            assertFault(Errno.ROFS, () -> readOnly.removeFile(path("a/b/file")));
            assertFault(Errno.ROFS, () -> readOnly.rename(path("a"), readOnly, path("c")));
            assertFault(Errno.ROFS, () -> mount.rename(path("a"), readOnly, path("c")));
            assertFault(Errno.ROFS, () -> readOnly.makeLink(path("a"), path("c")));
            assertFault(Errno.ROFS, () -> readOnly.setTimes(path("a"), true, new FileTimes(0, 0)));
            assertThat(readOnly.stat(path("a/b/file"), true).size()).isEqualTo(7);
        }
    }

    /** Somebody else swaps a directory for a link to the outside all the time, while we read, write and remove. */
    @Test
    void swappingDirectoriesForLinksNeverOpensTheOutside() throws Exception {
        Path swapped = inside.resolve("swapped");
        Path aside = inside.resolve("aside");
        Files.createDirectories(swapped.resolve("deep"));
        Files.writeString(swapped.resolve("secret"), "inside");
        Files.writeString(swapped.resolve("deep/secret"), "inside");
        Path outside = folder.resolve("outside");
        Files.createDirectory(outside.resolve("deep"));
        Files.writeString(outside.resolve("deep/secret"), "secret");
        FileTime untouched = Files.getLastModifiedTime(outside.resolve("secret"));
        AtomicBoolean over = new AtomicBoolean();
        Thread swapper = new Thread(() -> swap(swapped, aside, over));
        swapper.start();
        Map<Errno, Integer> answers = new EnumMap<>(Errno.class);
        try {
            long end = System.nanoTime() + SWAPPING.toNanos();
            for (int i = 0; System.nanoTime() < end; i++) {
                answers.merge(tryAll(i), 1, Integer::sum);
            }
        } finally {
            over.set(true);
            swapper.join();
        }
        assertThat(answers)
                .as("both the directory and the link were met")
                .containsKeys(Errno.SUCCESS, Errno.NOTCAPABLE);
        try (Stream<Path> files = Files.walk(outside)) {
            assertThat(files.map(outside::relativize).map(Path::toString))
                    .containsExactlyInAnyOrder("", "secret", "deep", "deep/secret");
        }
        assertThat(outside.resolve("secret")).hasContent("secret");
        assertThat(outside.resolve("deep/secret")).hasContent("secret");
        assertThat(Files.getLastModifiedTime(outside.resolve("secret"))).isEqualTo(untouched);
    }

    private static void swap(Path swapped, Path aside, AtomicBoolean over) {
        try {
            while (!over.get()) {
                Files.move(swapped, aside);
                Files.createSymbolicLink(swapped, Path.of("../outside"));
                Files.delete(swapped);
                Files.move(aside, swapped);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** One of each; answers how the reading went. */
    private Errno tryAll(int round) {
        quietly(() -> mount.open(path("swapped/new" + round), creating()).close());
        quietly(() -> mount.removeFile(path("swapped/new" + round)));
        quietly(() -> mount.makeDirectory(path("swapped/d" + round)));
        quietly(() -> mount.removeDirectory(path("swapped/d" + round)));
        quietly(() -> mount.open(path("swapped/deep/new" + round), creating()).close());
        quietly(() -> mount.rename(path("swapped/deep/new" + round), mount, path("swapped/moved" + round)));
        quietly(() -> mount.removeFile(path("swapped/moved" + round)));
        quietly(() -> mount.removeFile(path("swapped/deep/new" + round)));
        quietly(() -> mount.makeLink(path("secret"), path("swapped/link" + round)));
        quietly(() -> mount.removeFile(path("swapped/link" + round)));
        quietly(() -> mount.setTimes(path("swapped/secret"), true, LONG_AGO));
        quietly(() -> assertThat(read("swapped/deep/../secret")).isEqualTo("inside"));
        quietly(() -> assertThat(read("swapped/deep/secret")).isEqualTo("inside"));
        try {
            assertThat(read("swapped/secret")).isEqualTo("inside");
            return Errno.SUCCESS;
        } catch (FileFault e) {
            assertThat(e.errno()).isIn(Errno.NOENT, Errno.NOTCAPABLE, Errno.NOTDIR, Errno.LOOP);
            return e.errno();
        }
    }

    private static void quietly(Runnable step) {
        try {
            step.run();
        } catch (FileFault e) {
            // The other thread was in between; what counts is that nothing changed outside.
            assertThat(e.errno()).isNotEqualTo(Errno.SUCCESS);
        }
    }
}
