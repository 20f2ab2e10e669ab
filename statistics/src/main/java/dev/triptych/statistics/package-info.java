/**
 * Quantiles and bootstrap intervals. The service's comparisons and the benchmark that judges the service use the same; it
 * knows nothing of either.
 */
@NullMarked
package dev.triptych.statistics;

import org.jspecify.annotations.NullMarked;
