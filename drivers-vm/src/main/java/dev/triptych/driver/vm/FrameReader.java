package dev.triptych.driver.vm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads frames out of a log whose front may be gone: then it goes on at the next mark, which a program cannot write
 * because it does not know the machine's secret. For one thread.
 */
final class FrameReader implements AutoCloseable {
    private static final int HEAD = 5;
    private static final int LARGEST = 1 << 16;

    private final RotatedLog log;
    private final byte[] mark;
    private final byte[] head = new byte[HEAD];
    private byte[] content = new byte[0];
    private int headFill;
    private int contentFill;
    private byte @Nullable [] window; // not null while looking for a mark
    private boolean atFront;
    private boolean gap;

    /** @param secret sixteen bytes */
    FrameReader(RotatedLog log, byte[] secret, boolean fromStart) {
        this.log = log;
        this.atFront = fromStart;
        this.mark = ByteBuffer.allocate(HEAD + secret.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) Frame.Type.MARK.letter())
                .putInt(secret.length)
                .put(secret)
                .array();
    }

    /** The next frame that is there whole; null when there is none now. Marks are not frames to the caller. */
    @Nullable
    Frame next() throws IOException {
        while (true) {
            if (window != null && !findMark()) {
                return null;
            }
            if (!fill()) {
                return null;
            }
            Frame frame = take();
            if (frame != null && frame.type() != Frame.Type.MARK) {
                return frame;
            }
        }
    }

    /** Whether frames were lost before the last one returned; asking resets it. */
    boolean takeGap() {
        boolean was = gap;
        gap = false;
        return was;
    }

    private boolean fill() throws IOException {
        while (headFill < HEAD) {
            int count = pull(head, headFill);
            if (count == 0 || window != null) {
                return window != null;
            }
            headFill += count;
        }
        if (contentFill == 0) {
            int size = size();
            if (type().isEmpty() || size < 0 || size > LARGEST || !plausibleFront()) {
                lose();
                return true;
            }
            content = new byte[size];
        }
        while (contentFill < content.length) {
            int count = pull(content, contentFill);
            if (count == 0 || window != null) {
                return window != null;
            }
            contentFill += count;
        }
        return true;
    }

    private int pull(byte[] target, int fill) throws IOException {
        if (log.takeLoss()) {
            lose();
            return 0;
        }
        return log.read(target, fill, target.length - fill);
    }

    /** A log that lost its front does not begin with what init sends first. */
    private boolean plausibleFront() throws IOException {
        return !atFront
                || head[0] == Frame.Type.MARK.letter()
                || (head[0] == Frame.Type.FAILED.letter() && !log.rotated());
    }

    private @Nullable Frame take() throws IOException {
        if (window != null) {
            return null; // what was read is not a frame
        }
        Frame.Type type = type().orElseThrow();
        byte[] taken = content;
        headFill = 0;
        contentFill = 0;
        content = new byte[0];
        if (type == Frame.Type.MARK && !Arrays.equals(taken, 0, taken.length, mark, HEAD, mark.length)) {
            lose();
            return null;
        }
        atFront = false;
        LogPosition next = log.position();
        return next == null ? null : new Frame(type, taken, next);
    }

    private Optional<Frame.Type> type() {
        return Stream.of(Frame.Type.values())
                .filter(type -> type.letter() == head[0])
                .findFirst();
    }

    private int size() {
        return ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getInt(1);
    }

    private void lose() {
        gap = true;
        atFront = false;
        headFill = 0;
        contentFill = 0;
        content = new byte[0];
        window = new byte[0];
    }

    /** Byte by byte, so that the place stays exact; a mark comes at least every 64 KiB. */
    private boolean findMark() throws IOException {
        byte[] seen = window == null ? new byte[0] : window;
        byte[] one = new byte[1];
        while (log.read(one, 0, 1) == 1) {
            log.takeLoss(); // it is a gap already
            seen = Arrays.copyOf(seen, seen.length + 1);
            seen[seen.length - 1] = one[0];
            if (seen.length > mark.length) {
                seen = Arrays.copyOfRange(seen, seen.length - mark.length, seen.length);
            }
            if (Arrays.equals(seen, mark)) {
                window = null;
                return true;
            }
        }
        window = seen;
        return false;
    }

    @Override
    public void close() throws IOException {
        log.close();
    }
}
