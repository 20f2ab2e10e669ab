package dev.triptych.driver.wasm;

import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What clients of Wasm services may ask.
 *
 * @param waiting requests of one service that wait for a free slot; more are answered with 503
 * @param connections open to all services together
 * @param headKib the largest head of a request
 * @param bodyMib the largest body of a request
 * @param headTime the longest from a connection's begin, or the answer before, to the end of a request's head
 * @param idleTime the longest silence of a client that is waited for
 */
public record WasmHttpProperties(
        @DefaultValue("64") int waiting,
        @DefaultValue("4096") int connections,
        @DefaultValue("16") int headKib,
        @DefaultValue("256") int bodyMib,
        @DefaultValue("20s") Duration headTime,
        @DefaultValue("30s") Duration idleTime) {
    private static final int MOST_HEAD_KIB = 1024;

    public WasmHttpProperties {
        WasmDriverProperties.require("http.waiting", waiting >= 0);
        WasmDriverProperties.require("http.connections", connections > 0);
        WasmDriverProperties.require("http.head-kib", headKib > 0 && headKib <= MOST_HEAD_KIB);
        WasmDriverProperties.require("http.body-mib", bodyMib >= 0);
        WasmDriverProperties.require("http.head-time", headTime.isPositive());
        WasmDriverProperties.require("http.idle-time", idleTime.isPositive());
    }
}
