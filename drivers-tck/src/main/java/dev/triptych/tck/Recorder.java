package dev.triptych.tck;

import dev.triptych.spi.DriverHealth;
import dev.triptych.spi.DriverListener;
import dev.triptych.spi.Observation;
import java.util.List;

/**
 * Keeps what a driver tells of its objects.
 *
 * @param heard may be written to by any thread
 */
record Recorder(List<Observation> heard) implements DriverListener {
    @Override
    public void observed(Observation observation) {
        heard.add(observation);
    }

    @Override
    public void healthChanged(DriverHealth health) {
        // only observations are of interest here
    }
}
