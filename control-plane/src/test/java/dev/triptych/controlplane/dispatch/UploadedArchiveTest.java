package dev.triptych.controlplane.dispatch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.triptych.controlplane.platform.DiskGuard;
import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException;
import dev.triptych.spi.ByteSize;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UploadedArchiveTest {
    private static final FilesProperties BOUNDS =
            new FilesProperties(1, ByteSize.parse("64KiB"), ByteSize.parse("64KiB"), 10, 10);

    @TempDir
    private Path folder;

    private final List<TarArchiveEntry> entries = new ArrayList<>();

    private TarArchiveEntry add(String name, byte type, String target) {
        TarArchiveEntry entry = new TarArchiveEntry(name, type, true);
        entry.setLinkName(target);
        entry.setMode(06755);
        entry.setIds(7, 8);
        entries.add(entry);
        return entry;
    }

    private byte[] packed() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8")) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            for (TarArchiveEntry entry : entries) {
                byte[] content = entry.getLinkFlag() == TarConstants.LF_NORMAL
                        ? entry.getName().getBytes(UTF_8)
                        : new byte[0];
                entry.setSize(content.length);
                tar.putArchiveEntry(entry);
                tar.write(content);
                tar.closeArchiveEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private UploadedArchive taken(byte[] body) {
        return UploadedArchive.ofTar(new ByteArrayInputStream(body), folder, BOUNDS, new DiskGuard(folder, 0));
    }

    private TriptychException refusal(byte[] body) {
        TriptychException refusal = assertThatExceptionOfType(TriptychException.class)
                .isThrownBy(() -> taken(body))
                .actual();
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).as("what is left of it").isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return refusal;
    }

    private static List<String> read(Path file) throws IOException {
        List<String> read = new ArrayList<>();
        try (TarArchiveInputStream tar = new TarArchiveInputStream(Files.newInputStream(file), "UTF-8")) {
            for (TarArchiveEntry next = tar.getNextEntry(); next != null; next = tar.getNextEntry()) {
                read.add(next.getName() + " " + Integer.toOctalString(next.getMode()) + " " + next.getLongUserId() + ":"
                        + next.getLongGroupId() + " " + next.getLinkName() + " "
                        + new String(tar.readAllBytes(), UTF_8));
            }
        }
        return read;
    }

    @Test
    void whatMayBeUnpackedIsTakenOverWithoutSetuid() throws IOException {
        add("./", TarConstants.LF_DIR, "");
        add("./dir/", TarConstants.LF_DIR, "");
        add("dir/ü", TarConstants.LF_NORMAL, "");
        add("dir/link", TarConstants.LF_SYMLINK, "../dir/ü");
        add("second", TarConstants.LF_LINK, "dir/ü");
        add("x".repeat(300), TarConstants.LF_NORMAL, "");
        try (UploadedArchive archive = taken(packed())) {
            assertThat(read(archive.file()))
                    .containsExactly(
                            "dir/ 755 7:8  ",
                            "dir/ü 755 7:8  dir/ü",
                            "dir/link 755 7:8 ../dir/ü ",
                            "second 755 7:8 dir/ü ",
                            "x".repeat(300) + " 755 7:8  " + "x".repeat(300));
        }
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "../out, 0, ''",
        "a/../../out, 0, ''",
        "/etc/passwd, 0, ''",
        "link, 2, /etc/passwd",
        "link, 2, ../out",
        "a/link, 2, ../../out",
        "second, 1, ../../etc/passwd",
        "second, 1, nothing",
        "device, 3, ''",
        "disk, 4, ''",
        "pipe, 6, ''"
    })
    void whatLeadsOutAndWhatIsNoFileIsRefusedWithItsName(String name, char type, String target) {
        add("harmless", TarConstants.LF_NORMAL, "");
        add(name, (byte) type, target);
        TriptychException refusal = refusal(packed());
        assertThat(refusal.code()).isEqualTo(ErrorCode.ARCHIVE_REFUSED);
        assertThat(refusal.safeMessage()).contains(name, "nothing was written");
    }

    @Test
    void nothingIsWrittenThroughALinkOfTheSameArchive() {
        add("dir", TarConstants.LF_SYMLINK, "other");
        add("dir/file", TarConstants.LF_NORMAL, "");
        assertThat(refusal(packed()).safeMessage()).contains("behind a link");
        entries.clear();
        add("dir", TarConstants.LF_SYMLINK, "other");
        add("dir", TarConstants.LF_NORMAL, "");
        assertThat(refusal(packed()).safeMessage()).contains("twice");
    }

    @Test
    void whatIsNoArchiveIsRefused() {
        assertThat(refusal("no archive".getBytes(UTF_8)).code()).isEqualTo(ErrorCode.ARCHIVE_REFUSED);
        assertThat(refusal(new byte[0]).code()).isEqualTo(ErrorCode.ARCHIVE_REFUSED);
        assertThat(refusal("x".repeat(2048).getBytes(UTF_8)).code()).isEqualTo(ErrorCode.ARCHIVE_REFUSED);
        add("whole", TarConstants.LF_NORMAL, "");
        byte[] cut = java.util.Arrays.copyOf(packed(), 514);
        assertThat(refusal(cut).code()).isEqualTo(ErrorCode.ARCHIVE_REFUSED);
    }

    @Test
    void sizeAndNumberAreBounded() {
        for (int i = 0; i < 11; i++) {
            add("f" + i, TarConstants.LF_NORMAL, "");
        }
        assertThat(refusal(packed()).safeMessage()).contains("10 entries");
        assertThat(refusal(new byte[70_000]).code()).isEqualTo(ErrorCode.ARCHIVE_REFUSED);
        TriptychException large = assertThatExceptionOfType(TriptychException.class)
                .isThrownBy(() -> UploadedArchive.ofFile(
                        new ByteArrayInputStream(new byte[70_000]), "f", folder, BOUNDS, new DiskGuard(folder, 0)))
                .actual();
        assertThat(large.code()).isEqualTo(ErrorCode.BODY_TOO_LARGE);
        assertThat(large.safeMessage()).contains("triptych.files.max-upload");
    }

    @Test
    void oneFileIsPackedWithItsBytes() throws IOException {
        try (UploadedArchive archive = UploadedArchive.ofFile(
                new ByteArrayInputStream("hi".getBytes(UTF_8)), "né", folder, BOUNDS, new DiskGuard(folder, 0))) {
            assertThat(read(archive.file())).containsExactly("né 644 0:0  hi");
        }
    }
}
