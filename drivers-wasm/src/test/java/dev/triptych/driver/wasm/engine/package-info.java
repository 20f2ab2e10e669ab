/** Tests of {@code engine}. */
@NullMarked
package dev.triptych.driver.wasm.engine;

import org.jspecify.annotations.NullMarked;
