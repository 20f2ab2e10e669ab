package dev.triptych.gateway.client;

import dev.triptych.gateway.wire.Applied;
import dev.triptych.gateway.wire.CapturedAnswer;
import dev.triptych.gateway.wire.Captures;
import dev.triptych.gateway.wire.GatewayCall;
import dev.triptych.gateway.wire.GatewayFigures;
import dev.triptych.gateway.wire.GatewayTable;

/** What the control plane wants of a gateway. */
public interface Gateway extends AutoCloseable {

    /**
     * Makes the gateway work by this table; it is in force on return, but for ports that cannot be had. The last one is
     * applied again when the process has to be started again.
     */
    Applied apply(GatewayTable table) throws GatewayUnavailable;

    /** Whether there is a gateway process now. One that is not there is started by the first table with a service or a forward in it. */
    boolean running();

    /** What it has counted since it started. */
    GatewayFigures figures() throws GatewayUnavailable;

    /** Has it take note of what passes at these taps and at no others, and fetches what was captured since. */
    Captures watch(GatewayCall.Watch watch) throws GatewayUnavailable;

    /** Has it send one request; waits for the answer, which may be that there is none. */
    CapturedAnswer send(GatewayCall.Send request) throws GatewayUnavailable;

    /** Lets go of the gateway, which goes on. */
    @Override
    void close();
}
