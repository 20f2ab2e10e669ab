/**
 * A driver without a backend of its own: it moves only when told, and can fail, hang, or lose a reply after acting.
 *
 * <p>Owns the simulated backend; knows nothing of the control plane that is tested with it.
 */
@NullMarked
package dev.triptych.tck.fake;

import org.jspecify.annotations.NullMarked;
