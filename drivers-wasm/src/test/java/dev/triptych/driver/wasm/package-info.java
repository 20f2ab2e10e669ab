/** Tests of the Wasm driver; those that need a compiler for guests carry the tag {@code backend}. */
@NullMarked
package dev.triptych.driver.wasm;

import org.jspecify.annotations.NullMarked;
