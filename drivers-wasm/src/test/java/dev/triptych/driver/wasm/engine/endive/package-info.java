/** Tests of {@code engine.endive}. */
@NullMarked
package dev.triptych.driver.wasm.engine.endive;

import org.jspecify.annotations.NullMarked;
