package dev.triptych.gateway.wire;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;
import java.util.List;

/** What the control plane may ask of the gateway. */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "call")
public sealed interface GatewayCall {

    /** Work by this table; answered by {@link Applied} when ports are open and routes switched. */
    record Apply(GatewayTable table) implements GatewayCall {}

    /** Answered by {@link GatewayFigures}. */
    record Count() implements GatewayCall {}

    /**
     * Have these taps and no others; answered by {@link Captures}. What was captured stays until a later call has seen it, so
     * that nothing is lost with the answer.
     *
     * @param source the process that numbered {@code seen}; another one passes it over
     * @param seen the number up to which captures are not needed any more
     */
    record Watch(List<Tap> taps, long source, long seen) implements GatewayCall {
        public Watch {
            taps = List.copyOf(taps);
        }
    }

    /**
     * Send one request, and tell what comes back: answered by {@link CapturedAnswer}.
     *
     * @param bodyBytes the most that is read of its body
     * @param patience the longest until the answer is whole
     */
    record Send(BackendAddress to, CapturedRequest request, int bodyBytes, Duration patience) implements GatewayCall {}

    /** Close every port, let requests end, then end. */
    record End() implements GatewayCall {}

    /** Never answered: the connection breaks when the gateway ends. */
    record Hold() implements GatewayCall {}
}
