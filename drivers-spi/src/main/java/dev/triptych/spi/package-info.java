/**
 * The contract between the control plane and the drivers: one {@link dev.triptych.spi.Driver} per workload kind.
 *
 * <p>Owns the words both sides share (workload, run, observation, figure, log chunk) and the errors a driver may throw.
 * Owns no behaviour of any backend and nothing of the control plane's records.
 */
@NullMarked
package dev.triptych.spi;

import org.jspecify.annotations.NullMarked;
