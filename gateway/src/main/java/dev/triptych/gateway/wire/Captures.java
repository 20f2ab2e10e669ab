package dev.triptych.gateway.wire;

import java.util.List;
import java.util.Map;

/**
 * What the taps saw since.
 *
 * @param source the gateway process that numbers them
 * @param captures in the order of their numbers, as many as fit one message
 * @param taps figures of each tap, by its id
 */
public record Captures(long source, List<Capture> captures, Map<String, TapFigures> taps) {
    public Captures {
        captures = List.copyOf(captures);
        taps = Map.copyOf(taps);
    }
}
