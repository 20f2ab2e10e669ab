/**
 * The benchmark behind {@code ./triptych bench}: compares the running service with its peers in one run, in interleaved
 * order, and prints ratios with their intervals. Owns no assertion; tests never look at time.
 */
@NullMarked
package dev.triptych.systemtests.bench;

import org.jspecify.annotations.NullMarked;
