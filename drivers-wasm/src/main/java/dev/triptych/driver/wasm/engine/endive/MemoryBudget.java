package dev.triptych.driver.wasm.engine.endive;

/** What one run may hold in all its memories together, and what it held. Written by the guest's thread alone. */
final class MemoryBudget {
    static final int PAGE = 64 * 1024;

    private final long mostPages;
    private volatile long pages;
    private volatile long peakPages;
    private volatile boolean refused;

    MemoryBudget(long bytes) {
        this.mostPages = bytes / PAGE;
    }

    /** Takes pages; refuses, and remembers that it did, when they are too many. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    boolean take(int more) {
        if (pages + more > mostPages) {
            refused = true;
            return false;
        }
        pages += more;
        peakPages = Math.max(peakPages, pages);
        return true;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    void giveBack(int less) {
        pages -= less;
    }

    void refuse() {
        refused = true;
    }

    void release() {
        pages = 0;
    }

    long bytes() {
        return pages * PAGE;
    }

    long peakBytes() {
        return peakPages * PAGE;
    }

    long mostBytes() {
        return mostPages * PAGE;
    }

    boolean refused() {
        return refused;
    }
}
