package dev.triptych.driver.wasm.host.kept;

import dev.triptych.spi.LogStream;
import dev.triptych.spi.Moment;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A part of one incarnation's output, written as it comes: whatever is written is with the kernel, and is there when the
 * process is not any more. Records follow each other: a head of {@value #HEAD} bytes (kind, stream, length, position, time
 * on both clocks) and that many bytes. The last record may be made longer in place; its length is written before its bytes,
 * so that nothing a guest wrote can ever be taken for a record.
 *
 * <p>Not a channel: those close when the thread that uses them is interrupted, as a guest's is. Not safe for use by several
 * threads at once.
 */
public final class SegmentFile implements AutoCloseable {
    private static final int HEAD = 40;
    private static final int LENGTH_AT = 4;
    private static final int MOST_TEXT = 1 << 20;
    private static final byte START = 's';
    private static final byte PIECE = 'p';
    private static final byte END = 'e';
    private static final byte OUT = '1';
    private static final byte ERR = '2';
    private static final byte CONSOLE = '3';
    private static final Set<Byte> STREAMS = Set.of(OUT, ERR, CONSOLE);
    private static final int NO_NANOS = 1;
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private final Path path;
    private final RandomAccessFile file;
    private long size;

    private SegmentFile(Path path, RandomAccessFile file, long size) {
        this.path = path;
        this.file = file;
        this.size = size;
    }

    /** What a file holds: everything up to the first record that is not whole. */
    public record Content(
            SegmentFile file,
            KeptStart start,
            List<KeptPiece> pieces,
            @Nullable KeptEnd end) {}

    /** A new file, whose first record says whose it is. */
    public static SegmentFile create(Path path, KeptStart start) throws IOException {
        SegmentFile segment = new SegmentFile(path, new RandomAccessFile(path.toFile(), "rw"), 0);
        try {
            segment.write(head(START, LogStream.STDOUT, 0, start.startedAt()), text(start));
            return segment;
        } catch (IOException e) {
            segment.close();
            Files.deleteIfExists(path);
            throw e;
        }
    }

    /**
     * Opens a file that another process wrote; null when not even its first record is whole.
     *
     * @param mode as of {@link RandomAccessFile}
     */
    public static @Nullable Content open(Path path, String mode) throws IOException {
        RandomAccessFile file = new RandomAccessFile(path.toFile(), mode);
        SegmentFile segment = new SegmentFile(path, file, 0);
        KeptStart start = null;
        KeptEnd end = null;
        List<KeptPiece> pieces = new ArrayList<>();
        long length = file.length();
        while (segment.size + HEAD <= length) {
            ByteBuffer head = ByteBuffer.wrap(segment.read(segment.size, HEAD));
            byte kind = head.get();
            byte stream = head.get();
            int flags = head.getShort();
            int bytes = head.getInt();
            long offset = segment.size + HEAD;
            if (bytes < 0 || !STREAMS.contains(stream)) {
                break;
            }
            boolean whole = offset + bytes <= length;
            if (kind == PIECE) {
                bytes = (int) Math.min(bytes, length - offset); // its writer died before it wrote them all
                pieces.add(piece(head, stream, flags, bytes, offset));
            } else if (kind == START && whole && bytes <= MOST_TEXT) {
                start = value(segment.read(offset, bytes), KeptStart.class);
            } else if (kind == END && whole && bytes <= MOST_TEXT) {
                end = value(segment.read(offset, bytes), KeptEnd.class);
            } else {
                break;
            }
            segment.size = offset + bytes;
        }
        if (start == null) {
            segment.close();
            return null;
        }
        return new Content(segment, start, pieces, end);
    }

    private static KeptPiece piece(ByteBuffer head, byte stream, int flags, int bytes, long offset) {
        long position = head.getLong();
        Instant at = Instant.ofEpochSecond(head.getLong(), head.getInt());
        head.getInt();
        long nanos = head.getLong();
        return new KeptPiece(stream(stream), new Moment(at, flags == NO_NANOS ? null : nanos), position, bytes, offset);
    }

    private static byte letter(LogStream stream) {
        return switch (stream) {
            case STDOUT -> OUT;
            case STDERR -> ERR;
            case CONSOLE -> CONSOLE;
        };
    }

    private static LogStream stream(byte letter) {
        return switch (letter) {
            case OUT -> LogStream.STDOUT;
            case ERR -> LogStream.STDERR;
            default -> LogStream.CONSOLE;
        };
    }

    private static ByteBuffer head(byte kind, LogStream stream, long position, Moment at) {
        Long nanos = at.nanos();
        Instant time = at.at();
        return ByteBuffer.allocate(HEAD)
                .put(kind)
                .put(letter(stream))
                .putShort((short) (nanos == null ? NO_NANOS : 0))
                .putInt(0)
                .putLong(position)
                .putLong(time.getEpochSecond())
                .putInt(time.getNano())
                .putInt(0)
                .putLong(nanos == null ? 0 : nanos);
    }

    private long write(ByteBuffer head, byte[] bytes) throws IOException {
        byte[] whole = new byte[HEAD + bytes.length];
        head.putInt(LENGTH_AT, bytes.length).flip().get(whole, 0, HEAD);
        System.arraycopy(bytes, 0, whole, HEAD, bytes.length);
        long offset = size;
        file.seek(offset);
        file.write(whole);
        size = offset + whole.length;
        return offset + HEAD;
    }

    /** Keeps a new piece. */
    public KeptPiece append(LogStream stream, Moment at, long position, byte[] bytes) throws IOException {
        long offset = write(head(PIECE, stream, position, at), bytes);
        return new KeptPiece(stream, at, position, bytes.length, offset);
    }

    /** Makes the piece that was kept last longer. */
    public KeptPiece extend(KeptPiece last, byte[] more) throws IOException {
        int length = last.length() + more.length;
        file.seek(last.offset() - HEAD + LENGTH_AT);
        file.writeInt(length);
        file.seek(size);
        file.write(more);
        size += more.length;
        return new KeptPiece(last.stream(), last.at(), last.position(), length, last.offset());
    }

    /** Keeps how it ended; the last record. */
    public void end(KeptEnd end, long position) throws IOException {
        write(head(END, LogStream.STDOUT, position, end.exit().at()), text(end));
    }

    public byte[] read(long offset, int length) throws IOException {
        byte[] bytes = new byte[length];
        file.seek(offset);
        file.readFully(bytes);
        return bytes;
    }

    public long size() {
        return size;
    }

    private static byte[] text(Object value) throws IOException {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JacksonException e) {
            throw new IOException("a " + value.getClass().getSimpleName() + " cannot be written", e);
        }
    }

    private static <T> T value(byte[] bytes, Class<T> type) throws IOException {
        try {
            return MAPPER.readValue(bytes, type);
        } catch (JacksonException e) {
            throw new IOException("this is no " + type.getSimpleName(), e);
        }
    }

    /** Closes the file and removes it. */
    public void delete() throws IOException {
        close();
        Files.deleteIfExists(path);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
