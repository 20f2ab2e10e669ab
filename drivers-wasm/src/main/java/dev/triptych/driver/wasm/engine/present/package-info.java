/** Which engines there are on this machine. The one package that knows every engine. */
@NullMarked
package dev.triptych.driver.wasm.engine.present;

import org.jspecify.annotations.NullMarked;
