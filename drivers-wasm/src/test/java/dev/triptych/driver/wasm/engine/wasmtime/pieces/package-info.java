/** Tests of the engine wasmtime. */
@NullMarked
package dev.triptych.driver.wasm.engine.wasmtime.pieces;

import org.jspecify.annotations.NullMarked;
