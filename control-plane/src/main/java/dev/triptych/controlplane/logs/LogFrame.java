package dev.triptych.controlplane.logs;

import dev.triptych.spi.LogStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A record as it stands in a segment: length of the rest, CRC-32C of what follows, sequence, time in microseconds, type,
 * length of the driver's cursor, cursor, content.
 *
 * @param driverCursor where the driver goes on after this record; empty where the record does not say
 */
record LogFrame(LogRecord record, String driverCursor) {
    private static final int PREFIX = Integer.BYTES + Integer.BYTES;
    private static final int HEADER = PREFIX + Long.BYTES + Long.BYTES + Byte.BYTES + Short.BYTES;
    private static final byte STDOUT = 1;
    private static final byte STDERR = 2;
    private static final byte CONSOLE = 3;
    private static final byte GAP = 100;
    private static final byte END = 101;
    private static final long UNKNOWN = -1;
    private static final byte[] NOTHING = {};

    ByteBuffer encode() {
        byte[] cursor = driverCursor.getBytes(StandardCharsets.UTF_8);
        byte[] content = content();
        ByteBuffer buffer = ByteBuffer.allocate(HEADER + cursor.length + content.length);
        buffer.putInt(buffer.capacity() - Integer.BYTES);
        buffer.position(PREFIX);
        buffer.putLong(record.sequence());
        buffer.putLong(ChronoUnit.MICROS.between(Instant.EPOCH, record.at()));
        buffer.put(type());
        buffer.putShort((short) cursor.length);
        buffer.put(cursor).put(content).flip();
        return buffer.putInt(Integer.BYTES, checksum(buffer, PREFIX, buffer.limit()));
    }

    private static int checksum(ByteBuffer buffer, int from, int to) {
        CRC32C checksum = new CRC32C();
        checksum.update(buffer.slice(from, to - from));
        return (int) checksum.getValue();
    }

    private byte type() {
        return switch (record) {
            case LogRecord.Output output -> code(output.stream());
            case LogRecord.Gap _ -> GAP;
            case LogRecord.End _ -> END;
        };
    }

    private static byte code(LogStream stream) {
        return switch (stream) {
            case STDOUT -> STDOUT;
            case STDERR -> STDERR;
            case CONSOLE -> CONSOLE;
        };
    }

    private static LogStream stream(byte code) {
        return switch (code) {
            case STDOUT -> LogStream.STDOUT;
            case STDERR -> LogStream.STDERR;
            case CONSOLE -> LogStream.CONSOLE;
            default -> throw new IllegalStateException("a log holds a record of the unknown type " + code);
        };
    }

    private byte[] content() {
        return switch (record) {
            case LogRecord.Output output -> output.bytes();
            case LogRecord.Gap gap -> {
                byte[] reason = gap.reason().getBytes(StandardCharsets.UTF_8);
                Long missing = gap.missingBytes();
                yield ByteBuffer.allocate(Long.BYTES + reason.length)
                        .putLong(missing == null ? UNKNOWN : missing)
                        .put(reason)
                        .array();
            }
            case LogRecord.End _ -> NOTHING;
        };
    }

    /** Reads the next frame; null, with the buffer where it was, when it does not hold a whole and undamaged one. */
    static @Nullable LogFrame decode(int run, ByteBuffer buffer) {
        int start = buffer.position();
        if (buffer.remaining() < HEADER) {
            return null;
        }
        int length = buffer.getInt();
        if (length < HEADER - Integer.BYTES || buffer.remaining() < length) {
            buffer.position(start);
            return null;
        }
        int end = buffer.position() + length;
        if (buffer.getInt() != checksum(buffer, buffer.position(), end)) {
            buffer.position(start);
            return null;
        }
        long sequence = buffer.getLong();
        Instant at = Instant.EPOCH.plus(buffer.getLong(), ChronoUnit.MICROS);
        byte type = buffer.get();
        byte[] cursor = new byte[Short.toUnsignedInt(buffer.getShort())];
        buffer.get(cursor);
        byte[] content = new byte[end - buffer.position()];
        buffer.get(content);
        return new LogFrame(record(run, sequence, at, type, content), new String(cursor, StandardCharsets.UTF_8));
    }

    private static LogRecord record(int run, long sequence, Instant at, byte type, byte[] content) {
        return switch (type) {
            case END -> new LogRecord.End(run, sequence, at);
            case GAP -> {
                long missing = ByteBuffer.wrap(content).getLong();
                String reason = new String(content, Long.BYTES, content.length - Long.BYTES, StandardCharsets.UTF_8);
                yield new LogRecord.Gap(run, sequence, at, missing == UNKNOWN ? null : missing, reason);
            }
            default -> new LogRecord.Output(run, sequence, at, stream(type), content);
        };
    }
}
