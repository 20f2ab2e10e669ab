package dev.triptych.controlplane.workload;

import org.jspecify.annotations.Nullable;

/**
 * How a Wasm workload serves others.
 *
 * @param cgi whether HTTP is answered by CGI
 * @param concurrency the most requests or invocations at once; null for the default
 */
public record WasmServing(boolean cgi, @Nullable Integer concurrency) {}
