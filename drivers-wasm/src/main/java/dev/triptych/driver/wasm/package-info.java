/** WebAssembly modules in the embedded runtime. Nothing outside this package knows an engine. */
@NullMarked
package dev.triptych.driver.wasm;

import org.jspecify.annotations.NullMarked;
