package dev.triptych.tck;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.FileAccess;
import dev.triptych.spi.FileAccess.FileKind;
import dev.triptych.spi.FileAccess.FoundFile;
import dev.triptych.spi.FileAccess.Listing;
import dev.triptych.spi.WorkloadSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files are read and written as the program sees them, whether it runs or not. */
public abstract class FilesContract extends Contract {
    private static final Map<String, String> SOME = Map.of("ü one", "eins", "below/two", "zwei");

    @TempDir
    private Path scratch;

    private FileAccess files() {
        return driver().capability(FileAccess.class)
                .orElseThrow(() -> new AssertionError(driver().kind() + " has no FileAccess"));
    }

    private Path archive(Map<String, String> contents) {
        Path file = scratch.resolve("archive.tar");
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(Files.newOutputStream(file), "UTF-8")) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            for (Map.Entry<String, String> content : new TreeMap<>(contents).entrySet()) {
                byte[] bytes = content.getValue().getBytes(UTF_8);
                TarArchiveEntry entry = new TarArchiveEntry(content.getKey());
                entry.setSize(bytes.length);
                entry.setMode(0640);
                tar.putArchiveEntry(entry);
                tar.write(bytes);
                tar.closeArchiveEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    /** The plain files of an archive by their names. */
    private static Map<String, String> read(InputStream archive) {
        Map<String, String> contents = new TreeMap<>();
        try (TarArchiveInputStream tar = new TarArchiveInputStream(archive, "UTF-8")) {
            for (TarArchiveEntry next = tar.getNextEntry(); next != null; next = tar.getNextEntry()) {
                if (next.isFile()) {
                    contents.put(Path.of(next.getName()).normalize().toString(), new String(tar.readAllBytes(), UTF_8));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return contents;
    }

    private WorkloadSpec running() {
        WorkloadSpec spec = spec(new TestProgram.Stay());
        launch(spec);
        files().unpack(spec.key(), "/", archive(Map.of("box/first", "1")));
        return spec;
    }

    @Test
    void whatIsPutInIsFoundAgain() {
        WorkloadSpec spec = running();
        files().unpack(spec.key(), "/box", archive(SOME));
        assertThat(read(files().openArchive(spec.key(), "/box")))
                .containsEntry("first", "1")
                .containsAllEntriesOf(SOME);
        assertThat(read(files().openArchive(spec.key(), "/box/below/two"))).isEqualTo(Map.of("two", "zwei"));
    }

    @Test
    void whatHasEndedHasItsFilesStill() {
        WorkloadSpec spec = spec(new TestProgram.ExitWith(0));
        run(spec);
        files().unpack(spec.key(), "/", archive(Map.of("box/first", "1")));
        assertThat(read(files().openArchive(spec.key(), "/box"))).isEqualTo(Map.of("first", "1"));
    }

    @Test
    void whatHasTheNameOfAnEntryIsReplaced() {
        WorkloadSpec spec = running();
        files().unpack(spec.key(), "/box", archive(Map.of("first", "another")));
        assertThat(read(files().openArchive(spec.key(), "/box"))).isEqualTo(Map.of("first", "another"));
    }

    @Test
    void aFolderTellsWhatIsInItAndNotBelow() {
        WorkloadSpec spec = running();
        files().unpack(spec.key(), "/box", archive(SOME));
        Listing listing = files().list(spec.key(), "/box", 10);
        assertThat(listing.truncated()).isFalse();
        assertThat(listing.entries())
                .extracting(FoundFile::name, FoundFile::type, FoundFile::size)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("first", FileKind.FILE, 1L),
                        org.assertj.core.groups.Tuple.tuple("ü one", FileKind.FILE, 4L),
                        org.assertj.core.groups.Tuple.tuple("below", FileKind.FOLDER, 0L));
        assertThat(listing.entries())
                .filteredOn(entry -> entry.name().equals("first"))
                .extracting(FoundFile::mode)
                .containsExactly(0640);
    }

    @Test
    void ofAFullFolderAPartIsToldAndThatThereIsMore() {
        WorkloadSpec spec = running();
        files().unpack(spec.key(), "/box", archive(SOME));
        Listing listing = files().list(spec.key(), "/box", 2);
        assertThat(listing.entries()).hasSize(2);
        assertThat(listing.truncated()).isTrue();
    }

    @Test
    void onePathIsToldForWhatItIs() {
        WorkloadSpec spec = running();
        FoundFile file = files().find(spec.key(), "/box/first");
        assertThat(file.name()).isEqualTo("/box/first");
        assertThat(file.type()).isEqualTo(FileKind.FILE);
        assertThat(file.size()).isEqualTo(1);
        assertThat(files().find(spec.key(), "/").type()).isEqualTo(FileKind.FOLDER);
    }

    @Test
    void whatIsNotThereIsSaid() {
        WorkloadSpec spec = running();
        assertRefused(DriverErrorCode.FILE_NOT_FOUND, () -> files().find(spec.key(), "/no/such"));
        assertRefused(DriverErrorCode.FILE_NOT_FOUND, () -> files().list(spec.key(), "/no/such", 10));
        assertRefused(DriverErrorCode.FILE_NOT_FOUND, () -> files().openArchive(spec.key(), "/no/such"));
        assertRefused(DriverErrorCode.FILE_NOT_FOUND, () -> files().unpack(spec.key(), "/no/such", archive(SOME)));
    }

    @Test
    void aFileIsNoFolder() {
        WorkloadSpec spec = running();
        assertRefused(DriverErrorCode.INVALID_SPEC, () -> files().list(spec.key(), "/box/first", 10));
        assertRefused(DriverErrorCode.INVALID_SPEC, () -> files().unpack(spec.key(), "/box/first", archive(SOME)));
    }

    @Test
    void noPathLeadsOutOfTheRoot() {
        WorkloadSpec spec = running();
        assertThat(files().find(spec.key(), "/../../box/../box/first").name()).isEqualTo("/box/first");
    }

    @Test
    void whatIsAbsentHasNoFiles() {
        assertRefused(DriverErrorCode.WORKLOAD_ABSENT, () -> files().find(newKey(), "/"));
        assertRefused(DriverErrorCode.WORKLOAD_ABSENT, () -> files().openArchive(newKey(), "/"));
        assertRefused(DriverErrorCode.WORKLOAD_ABSENT, () -> files().unpack(newKey(), "/", archive(SOME)));
    }
}
