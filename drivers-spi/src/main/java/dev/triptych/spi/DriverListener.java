package dev.triptych.spi;

/**
 * Hears what a backend says by itself. Calls come on the driver's threads and must return quickly.
 *
 * <p>A listener is a hint: events can be lost, come twice or late, so the control plane also asks on a schedule.
 */
public interface DriverListener {
    /** An object changed. Carries the whole new observation. */
    void observed(Observation observation);

    /** The backend went away, came back, or changed what it can do. */
    void healthChanged(DriverHealth health);
}
