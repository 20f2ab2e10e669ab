package dev.triptych.driver.wasm.http;

import java.util.concurrent.atomic.LongAdder;

/** Bytes that went over the connections of a listener: heads, bodies and framing, without what TCP and IP add. Any thread. */
public final class Traffic {
    private final LongAdder received = new LongAdder();
    private final LongAdder sent = new LongAdder();

    void received(long bytes) {
        received.add(bytes);
    }

    void sent(long bytes) {
        sent.add(bytes);
    }

    /** From clients, so far. */
    public long receivedBytes() {
        return received.sum();
    }

    /** To clients, so far: what the kernel has taken. */
    public long sentBytes() {
        return sent.sum();
    }
}
