/** Tests of {@code host}. */
@NullMarked
package dev.triptych.driver.wasm.host;

import org.jspecify.annotations.NullMarked;
