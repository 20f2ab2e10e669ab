/**
 * Compiled modules on disk. Compiled code is run as it is read, so each entry is authenticated with a key that only this
 * installation has, and what was changed by anybody else is thrown away. Owns the files below its folder.
 */
@NullMarked
package dev.triptych.driver.wasm.cache;

import org.jspecify.annotations.NullMarked;
