/**
 * Where guests run: their threads, limits, output and figures, behind {@link dev.triptych.driver.wasm.host.WasmHost}. One
 * host runs them on threads of its own process; the other, in {@code remote}, starts such processes and speaks to them.
 */
@NullMarked
package dev.triptych.driver.wasm.host;

import org.jspecify.annotations.NullMarked;
