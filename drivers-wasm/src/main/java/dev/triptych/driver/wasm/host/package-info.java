/**
 * Where guests run: their threads, limits, output and figures, behind {@link dev.triptych.driver.wasm.host.WasmHost}. The
 * one host there is runs them in this process; a child process would offer the same interface.
 */
@NullMarked
package dev.triptych.driver.wasm.host;

import org.jspecify.annotations.NullMarked;
