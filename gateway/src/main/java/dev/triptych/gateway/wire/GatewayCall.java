package dev.triptych.gateway.wire;

import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What the control plane may ask of the gateway. */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "call")
public sealed interface GatewayCall {

    /** Work by this table; answered by {@link Applied} when ports are open and routes switched. */
    record Apply(GatewayTable table) implements GatewayCall {}

    /** Answered by {@link GatewayFigures}. */
    record Count() implements GatewayCall {}

    /** Close every port, let requests end, then end. */
    record End() implements GatewayCall {}

    /** Never answered: the connection breaks when the gateway ends. */
    record Hold() implements GatewayCall {}
}
