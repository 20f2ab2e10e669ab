/**
 * Files of a mount, as a guest may see them: every path is walked one name at a time from an open directory, so that
 * neither {@code ..} nor an absolute path nor a link leads out, also while somebody else swaps directories for links.
 * Owns the calls to the C library; knows nothing of WebAssembly beyond the numbers of its error words.
 */
@NullMarked
package dev.triptych.driver.wasm.files;

import org.jspecify.annotations.NullMarked;
