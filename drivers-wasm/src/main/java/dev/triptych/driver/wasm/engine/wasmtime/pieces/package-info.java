/**
 * Rewrites modules so that no single instruction moves more than a piece of memory, for an engine that looks whether a guest
 * should end only at calls and jumps. Knows no engine.
 */
@NullMarked
package dev.triptych.driver.wasm.engine.wasmtime.pieces;

import org.jspecify.annotations.NullMarked;
