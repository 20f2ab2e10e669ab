/**
 * Reads what a WebAssembly binary says about itself, with every count and size bounded, before an engine sees it.
 * Owns no knowledge of any engine and judges no instruction.
 */
@NullMarked
package dev.triptych.driver.wasm.inspection;

import org.jspecify.annotations.NullMarked;
