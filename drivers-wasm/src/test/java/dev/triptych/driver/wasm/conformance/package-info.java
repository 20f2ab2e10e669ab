/** WASI preview 1 from a guest's side: our own cases, and the public suite's for whoever has a copy. */
@NullMarked
package dev.triptych.driver.wasm.conformance;

import org.jspecify.annotations.NullMarked;
