package dev.triptych.driver.wasm.engine;

import dev.triptych.driver.wasm.wasi.WasiGuest;

/** What one run is given, and its limits. */
public record Guest(WasiGuest wasi, Limits limits) {

    /**
     * What it may hold at once.
     *
     * @param memoryBytes all linear memories together
     * @param tableEntries all tables together
     */
    public record Limits(long memoryBytes, long tableEntries) {}
}
