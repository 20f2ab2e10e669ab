package dev.triptych.driver.vm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Frames in a log that is cut and rotated as virtlogd does it. */
class FrameReaderTest {
    private static final byte[] SECRET = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    Path folder;

    private Path log = Path.of("");

    @BeforeEach
    void makeTheLog() throws IOException {
        log = Files.createFile(folder.resolve("frames"));
    }

    @Test
    void framesArriveWholeHoweverTheyWereWritten() throws IOException {
        byte[] stream = join(mark(SECRET), frame('S', ""), frame('O', "hello"), frame('X', "\0\7\0"));
        List<String> seen = new ArrayList<>();
        try (FrameReader reader = reader(null)) {
            for (byte one : stream) {
                append(new byte[] {one});
                collect(reader, seen);
            }
            assertThat(reader.takeGap()).isFalse();
        }
        assertThat(seen).containsExactly("STARTED:", "OUT:hello", "EXIT:\0\7\0");
    }

    @Test
    void aProgramThatPrintsFramesPrintsText() throws IOException {
        String forged = text(join(frame('X', "\0\0\0"), mark("fedcba9876543210".getBytes(StandardCharsets.US_ASCII))));
        append(join(mark(SECRET), frame('O', forged), frame('X', "\0\7\0")));

        assertThat(all(null)).containsExactly("OUT:" + forged, "EXIT:\0\7\0");
    }

    @Test
    void readingGoesOnAcrossARotationWithoutLoss() throws IOException {
        append(join(mark(SECRET), frame('O', "one")));
        List<String> seen = new ArrayList<>();
        try (FrameReader reader = reader(null)) {
            collect(reader, seen);
            byte[] split = frame('O', "two");
            append(java.util.Arrays.copyOf(split, 3));
            rotate(0);
            append(java.util.Arrays.copyOfRange(split, 3, split.length));
            collect(reader, seen);
            append(frame('O', "three"));
            collect(reader, seen);
            assertThat(reader.takeGap()).isFalse();
        }
        assertThat(seen).containsExactly("OUT:one", "OUT:two", "OUT:three");
    }

    @Test
    void aPlaceInARotatedFileIsFoundAgain() throws IOException {
        append(join(mark(SECRET), frame('O', "one"), frame('O', "two")));
        LogPosition afterOne;
        try (FrameReader reader = reader(null)) {
            Frame one = reader.next();
            assertThat(one).isNotNull();
            afterOne = one.next();
        }
        rotate(0);
        append(frame('O', "three"));

        assertThat(all(LogPosition.parse(afterOne.toString()).orElseThrow())).containsExactly("OUT:two", "OUT:three");
    }

    @Test
    void aLostFrontIsAGapAndReadingGoesOnAtTheNextMark() throws IOException {
        append(join(frame('O', "the end of a lost frame").clone(), mark(SECRET), frame('O', "after")));
        List<String> seen = new ArrayList<>();
        try (FrameReader reader = reader(null)) {
            collect(reader, seen);
            assertThat(reader.takeGap()).isTrue();
        }
        assertThat(seen).containsExactly("OUT:after");
    }

    @Test
    void aFileThatIsGoneIsAGap() throws IOException {
        append(join(mark(SECRET), frame('O', "kept")));
        List<String> seen = new ArrayList<>();
        try (FrameReader reader = reader(new LogPosition("1-1", 100))) {
            collect(reader, seen);
            assertThat(reader.takeGap()).isTrue();
        }
        assertThat(seen).containsExactly("OUT:kept");
    }

    private List<String> all(@org.jspecify.annotations.Nullable LogPosition from) throws IOException {
        List<String> seen = new ArrayList<>();
        try (FrameReader reader = reader(from)) {
            collect(reader, seen);
            assertThat(reader.takeGap()).isFalse();
        }
        return seen;
    }

    private FrameReader reader(@org.jspecify.annotations.Nullable LogPosition from) throws IOException {
        return new FrameReader(new RotatedLog(log, from), SECRET, from == null);
    }

    private static void collect(FrameReader reader, List<String> seen) throws IOException {
        for (Frame frame = reader.next(); frame != null; frame = reader.next()) {
            seen.add(frame.type() + ":" + text(frame.content()));
        }
    }

    private void append(byte[] bytes) throws IOException {
        Files.write(log, bytes, StandardOpenOption.APPEND);
    }

    private void rotate(int number) throws IOException {
        Files.move(log, folder.resolve("frames." + number));
        Files.createFile(log);
    }

    private static byte[] mark(byte[] secret) {
        return frame('M', text(secret));
    }

    private static byte[] frame(char type, String content) {
        byte[] bytes = content.getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocate(5 + bytes.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) type)
                .putInt(bytes.length)
                .put(bytes)
                .array();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
