package dev.triptych.driver.wasm.host;

/** The most that runs beside each other held. */
final class PeakMeter {
    private long most;

    /**
     * A run has ended.
     *
     * @param others the peaks of those that still run
     */
    synchronized void ended(long itsPeak, long others) {
        most = Math.max(most, itsPeak + others);
    }

    synchronized long bytes(long now) {
        most = Math.max(most, now);
        return most;
    }
}
