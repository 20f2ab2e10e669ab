package dev.triptych.driver.wasm.engine;

/** What one run may hold in all its memories together, and what it held. Written by the guest's thread alone. */
public final class MemoryBudget {
    public static final int PAGE = 64 * 1024;

    private final long mostPages;
    private volatile long pages;
    private volatile long peakPages;
    private volatile boolean refused;

    public MemoryBudget(long bytes) {
        this.mostPages = bytes / PAGE;
    }

    /** Takes pages; refuses, and remembers that it did, when they are too many. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    public boolean take(int more) {
        if (pages + more > mostPages) {
            refused = true;
            return false;
        }
        pages += more;
        peakPages = Math.max(peakPages, pages);
        return true;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    public void giveBack(int less) {
        pages -= less;
    }

    public void refuse() {
        refused = true;
    }

    public void release() {
        pages = 0;
    }

    public long bytes() {
        return pages * PAGE;
    }

    public long peakBytes() {
        return peakPages * PAGE;
    }

    public long mostBytes() {
        return mostPages * PAGE;
    }

    public boolean refused() {
        return refused;
    }
}
