package dev.triptych.driver.wasm.host;

/** The most that runs beside each other held. */
final class PeakMeter {
    private long most;

    synchronized void atLeast(long bytes) {
        most = Math.max(most, bytes);
    }

    synchronized long bytes(long now) {
        most = Math.max(most, now);
        return most;
    }
}
