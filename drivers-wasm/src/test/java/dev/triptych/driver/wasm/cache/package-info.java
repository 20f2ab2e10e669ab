/** Tests of {@code cache}. */
@NullMarked
package dev.triptych.driver.wasm.cache;

import org.jspecify.annotations.NullMarked;
