package dev.triptych.driver.wasm.engine.wasmtime;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Address space of guests that have ended, for others of the same shape: the kernel takes longer to make it and to take it
 * back than it takes to clear it. What is kept is small, and as it was when it was made: as long, and zero in every byte.
 * Any thread.
 */
final class KeptMemories {
    static final long MOST_BYTES_OF_ONE = 512 * 1024;
    static final long MOST_BYTES = 8L * 1024 * 1024;

    /** The latest first. */
    private final Deque<Kept> kept = new ArrayDeque<>();

    private long bytes;

    /**
     * What memories are alike in, all in bytes.
     *
     * @param minimum what is usable from the beginning
     */
    record Shape(long minimum, long capacity, long guard) {}

    private record Kept(Shape shape, LinearMemory memory) {}

    /** One to use again; null when there is none. */
    synchronized @Nullable LinearMemory take(Shape shape) {
        for (Iterator<Kept> each = kept.iterator(); each.hasNext(); ) {
            Kept one = each.next();
            if (one.shape().equals(shape)) {
                each.remove();
                bytes -= shape.minimum();
                return one.memory();
            }
        }
        return null;
    }

    /** Keeps one, cleared, in the place of the oldest where there is none left; lets go of one that is too large or has grown. */
    void giveBack(Shape shape, LinearMemory memory) {
        if (shape.minimum() == 0 || shape.minimum() > MOST_BYTES_OF_ONE || memory.size() != shape.minimum()) {
            memory.release();
            return;
        }
        memory.clear();
        keep(new Kept(shape, memory)).forEach(LinearMemory::release);
    }

    /** Those that had to go for it. */
    private synchronized List<LinearMemory> keep(Kept one) {
        List<LinearMemory> gone = new ArrayList<>();
        kept.addFirst(one);
        bytes += one.shape().minimum();
        while (bytes > MOST_BYTES) {
            Kept oldest = kept.removeLast();
            bytes -= oldest.shape().minimum();
            gone.add(oldest.memory());
        }
        return gone;
    }
}
