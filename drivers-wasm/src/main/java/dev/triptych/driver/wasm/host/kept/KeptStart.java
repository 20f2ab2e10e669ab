package dev.triptych.driver.wasm.host.kept;

import dev.triptych.spi.Moment;
import dev.triptych.spi.WorkloadKey;
import java.util.Map;

/** Whose output a file holds: the start of one incarnation. */
public record KeptStart(WorkloadKey key, String name, String incarnation, Moment startedAt, Map<String, String> facts) {
    public KeptStart {
        facts = Map.copyOf(facts);
    }
}
