package dev.triptych.process;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Messages over a channel: length of the rest (four bytes), kind (one byte), content. One thread receives; any may send.
 * Whatever goes wrong leaves the connection useless, and it must be closed.
 */
public final class WireConnection implements AutoCloseable {
    /** The most that a message may be long, its kind included. */
    public static final int MOST_BYTES = 64 << 20;

    /** The same as long as the other side has not shown who it is. */
    public static final int MOST_BYTES_OF_STRANGERS = 4 << 10;

    private static final int STEP = 64 << 10;
    private static final int BUFFER = 4 << 10;

    private final ByteChannel channel;
    private final ByteBuffer received = ByteBuffer.allocate(BUFFER).flip();
    private final ReentrantLock sending = new ReentrantLock();
    private volatile int mostReceived = MOST_BYTES_OF_STRANGERS;

    public WireConnection(ByteChannel channel) {
        this.channel = channel;
    }

    /** The other side is who it should be; from now on its messages may be long. */
    public void trust() {
        mostReceived = MOST_BYTES;
    }

    public void send(Frame.Kind kind, Object value) throws IOException {
        byte[] body = WireFormat.encode(value);
        if (body.length >= MOST_BYTES) {
            throw new IOException("a message of %d bytes; the most is %d".formatted(body.length, MOST_BYTES));
        }
        ByteBuffer message = ByteBuffer.allocate(Integer.BYTES + 1 + body.length)
                .putInt(1 + body.length)
                .put(kind.letter())
                .put(body)
                .flip();
        sending.lock();
        try {
            while (message.hasRemaining()) {
                channel.write(message);
            }
        } finally {
            sending.unlock();
        }
    }

    /**
     * Waits for the next message.
     *
     * @return null when the other side has closed the connection between two messages
     */
    public @Nullable Frame receive() throws IOException {
        if (!fill(1)) {
            return null;
        }
        int length = take(Integer.BYTES).getInt();
        if (length < 1 || length > mostReceived) {
            throw new IOException("a message of %d bytes; the most is %d".formatted(length, mostReceived));
        }
        Frame.Kind kind = Frame.Kind.of(take(1).get());
        return new Frame(kind, body(length - 1));
    }

    /** As {@link #receive}, of a kind that must come now. */
    public Frame receive(Frame.Kind expected) throws IOException {
        Frame frame = receive();
        if (frame == null) {
            throw new EOFException("the connection was closed");
        }
        if (frame.kind() != expected && frame.kind() != Frame.Kind.FAILED) {
            throw new IOException("a " + frame.kind() + " where a " + expected + " was expected");
        }
        return frame;
    }

    private ByteBuffer take(int bytes) throws IOException {
        if (!fill(bytes)) {
            throw new EOFException("the connection was closed within a message");
        }
        return received;
    }

    /** Grows with what really comes, whatever length was announced. */
    private byte[] body(int length) throws IOException {
        byte[] body = new byte[Math.min(length, STEP)];
        int have = Math.min(received.remaining(), length);
        received.get(body, 0, have);
        while (have < length) {
            if (have == body.length) {
                body = Arrays.copyOf(body, Math.min(length, 2 * body.length));
            }
            int read = channel.read(ByteBuffer.wrap(body, have, body.length - have));
            if (read < 0) {
                throw new EOFException("the connection was closed within a message");
            }
            have += read;
        }
        return body;
    }

    /** Reads until so many bytes are there; false when the channel ended before. */
    private boolean fill(int bytes) throws IOException {
        while (received.remaining() < bytes) {
            received.compact();
            int read = channel.read(received);
            received.flip();
            if (read < 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
