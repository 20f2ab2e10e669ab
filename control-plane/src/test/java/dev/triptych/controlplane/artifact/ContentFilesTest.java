package dev.triptych.controlplane.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triptych.controlplane.platform.TriptychException.LimitReached;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentFilesTest {
    /** Of "abc": FIPS 180-2, appendix B.1. */
    private static final String ABC = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @TempDir
    private Path folder;

    private ContentFiles files;

    @BeforeEach
    void open() {
        files = new ContentFiles(folder, Clock.systemUTC());
    }

    private static void enoughRoom() {
        // as ever
    }

    private static InputStream abc() {
        return new ByteArrayInputStream("abc".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void bytesAreFoundByTheirDigest() throws IOException {
        ContentFiles.Received received = files.receive(abc(), 3, ContentFilesTest::enoughRoom);
        assertThat(received.digest()).isEqualTo(ABC);
        assertThat(received.size()).isEqualTo(3);
        assertThat(files.find(ABC)).isEmpty();
        files.keep(received);
        assertThat(files.find(ABC)).hasValueSatisfying(file -> assertThat(file).hasContent("abc"));
        assertThat(folder.resolve("incoming")).isEmptyDirectory();
    }

    @Test
    void theSameBytesAreKeptOnce() throws IOException {
        files.keep(files.receive(abc(), 3, ContentFilesTest::enoughRoom));
        files.keep(files.receive(abc(), 3, ContentFilesTest::enoughRoom));
        try (var all = Files.walk(folder)) {
            assertThat(all.filter(Files::isRegularFile)).hasSize(1);
        }
    }

    @Test
    void tooManyBytesLeaveNothing() {
        assertThatThrownBy(() -> files.receive(abc(), 2, ContentFilesTest::enoughRoom))
                .isInstanceOf(LimitReached.class);
        assertThat(folder.resolve("incoming")).isEmptyDirectory();
    }

    @Test
    void anUploadEndsWhenTheRoomDoes() {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 0;
            }

            @Override
            public int read(byte[] into, int from, int most) {
                return most;
            }
        };
        assertThatThrownBy(() -> files.receive(endless, Long.MAX_VALUE, () -> {
                    throw new IllegalStateException("no room");
                }))
                .hasMessage("no room");
        assertThat(folder.resolve("incoming")).isEmptyDirectory();
    }

    @Test
    void anUploadThatBreaksOffLeavesNothing() {
        InputStream broken = abc();
        InputStream breaking = new SequenceInputStream(broken, new FilterInputStream(abc()) {
            @Override
            public int read(byte[] into, int from, int most) throws IOException {
                throw new IOException("gone");
            }
        });
        assertThatThrownBy(() -> files.receive(breaking, 9, ContentFilesTest::enoughRoom))
                .hasMessage("gone");
        assertThat(folder.resolve("incoming")).isEmptyDirectory();
    }

    @Test
    void whatAnEarlierProcessDidNotFinishIsCleared() throws IOException {
        files.receive(abc(), 3, ContentFilesTest::enoughRoom);
        ContentFiles again = new ContentFiles(folder, Clock.systemUTC());
        assertThat(folder.resolve("incoming")).isEmptyDirectory();
        assertThat(again.find(ABC)).isEmpty();
    }

    @Test
    void aNameThatIsNoDigestFindsNothing() {
        assertThat(files.find("sha256:../../etc/passwd")).isEmpty();
        assertThat(files.find("")).isEmpty();
    }

    @Test
    void oldBytesAreListedAndDeleted() throws IOException {
        files.keep(files.receive(abc(), 3, ContentFilesTest::enoughRoom));
        assertThat(files.olderThan(Instant.EPOCH)).isEmpty();
        assertThat(files.olderThan(Instant.MAX)).containsExactly(ABC);
        files.delete(ABC);
        assertThat(files.find(ABC)).isEmpty();
    }
}
