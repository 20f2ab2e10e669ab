package dev.triptych.controlplane.workload;

import dev.triptych.spi.KindOptions.WasmIsolation;
import org.jspecify.annotations.Nullable;

/**
 * How a Wasm workload serves others, and what it shares with them.
 *
 * @param cgi whether HTTP is answered by CGI
 * @param concurrency the most requests or invocations at once; null for the default
 * @param isolation null for the default
 */
public record WasmServing(
        boolean cgi,
        @Nullable Integer concurrency,
        @Nullable WasmIsolation isolation) {}
