/** Tests of {@code files}. */
@NullMarked
package dev.triptych.driver.wasm.files;

import org.jspecify.annotations.NullMarked;
