package dev.triptych.driver.wasm.wasi;

/** Takes what a guest writes to standard output or error. */
@FunctionalInterface
public interface GuestOutput {
    /**
     * Takes all of it; never blocks for long.
     *
     * @param bytes the callee's own from now on
     * @throws GuestEnd.LimitReached when it was one byte too many
     */
    void write(byte[] bytes);
}
