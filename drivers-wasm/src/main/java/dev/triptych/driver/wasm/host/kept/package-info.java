/**
 * The files in which a host keeps what its guests wrote and how they ended, so that both outlive it. Knows nothing of guests,
 * hosts or bounds.
 */
@NullMarked
package dev.triptych.driver.wasm.host.kept;

import org.jspecify.annotations.NullMarked;
