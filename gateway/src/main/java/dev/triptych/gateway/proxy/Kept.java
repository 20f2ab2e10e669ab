package dev.triptych.gateway.proxy;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;

/** The beginning of a body, on the heap, and whether there was more. Used by one thread; to be let go of at the end. */
final class Kept {
    private final int most;
    private final Budget budget;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(0);
    private boolean more;
    private boolean starved;

    /**
     * A body of which nothing has come.
     *
     * @param most how many bytes are kept
     * @param budget what all bodies together may take
     */
    Kept(int most, Budget budget) {
        this.most = most;
        this.budget = budget;
    }

    /** Copies what there is room for; the buffer stays as it is. */
    void add(ByteBuf content) {
        int length = Math.min(most - bytes.size(), content.readableBytes());
        more |= length < content.readableBytes();
        if (starved || !budget.take(length)) {
            starved = true;
            return;
        }
        byte[] taken = new byte[length];
        content.getBytes(content.readerIndex(), taken);
        bytes.writeBytes(taken);
    }

    /** Whether all of it is there. */
    boolean whole() {
        return !more && !starved;
    }

    /** Whether there was no room for what should have been kept. */
    boolean starved() {
        return starved;
    }

    int size() {
        return bytes.size();
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }

    /** Gives back what it took of the budget; once. */
    void letGo() {
        budget.give(bytes.size());
    }
}
