package dev.triptych.driver.wasm.engine;

/** One run of a module. */
public interface Execution {

    /**
     * Runs the guest on the calling thread, which must be a platform thread, and frees what only the run needed. Called
     * once. Throws nothing: whatever a guest does becomes an outcome. Returns with the thread not interrupted.
     */
    Outcome run();

    /** Ends the guest soon, with {@link Outcome.Interrupted}. Any thread; before, during and after the run. */
    void interrupt();

    /** Linear memory and tables now, in bytes; 0 after the end. Any thread. */
    long memoryBytes();

    /** The most there was at once, in bytes. Any thread. */
    long memoryPeakBytes();

    /** Whether the guest asked for memory that its limit, rather than the module's own, refused. Any thread. */
    boolean memoryRefused();
}
