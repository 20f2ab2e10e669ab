/**
 * WASI preview 1, written once for every engine: what a guest can ask of its host, and nothing beyond what it was given.
 * Owns the functions, their signatures and the guest's descriptors; an engine brings the memory and the calls.
 */
@NullMarked
package dev.triptych.driver.wasm.wasi;

import org.jspecify.annotations.NullMarked;
