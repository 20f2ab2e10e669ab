package dev.triptych.driver.wasm.host;

import dev.triptych.spi.Exit;
import dev.triptych.spi.ObservedState;
import org.jspecify.annotations.Nullable;

/** From how a run ended to the state of its object. */
final class ObservationMapper {
    private ObservationMapper() {}

    /** Running without an exit, failed when the fault is not the program's, else stopped. */
    static ObservedState state(@Nullable Exit exit) {
        if (exit == null) {
            return ObservedState.RUNNING;
        }
        return switch (exit.reason()) {
            case START_FAILED, CRASHED, LOST -> ObservedState.FAILED;
            case EXITED, SIGNALLED, STOPPED, OUT_OF_MEMORY, TIME_LIMIT, CPU_LIMIT, OUTPUT_LIMIT, TRAPPED, POWERED_OFF ->
                ObservedState.STOPPED;
        };
    }
}
