package dev.triptych.driver.wasm.host.kept;

import java.util.concurrent.atomic.AtomicLong;

/** What all files of one host may take together. */
public final class KeptBudget {
    private final long mostBytes;
    private final AtomicLong bytes = new AtomicLong();

    public KeptBudget(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    void add(long more) {
        bytes.addAndGet(more);
    }

    boolean exceeded() {
        return bytes.get() > mostBytes;
    }
}
