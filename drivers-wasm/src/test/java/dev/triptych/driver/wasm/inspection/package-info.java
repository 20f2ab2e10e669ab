/** Tests of {@code inspection}. */
@NullMarked
package dev.triptych.driver.wasm.inspection;

import org.jspecify.annotations.NullMarked;
