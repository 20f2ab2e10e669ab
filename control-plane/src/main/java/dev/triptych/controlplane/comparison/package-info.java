/**
 * Compares variants of a program: runs them in random interleaved order, one at a time, keeps each repetition on record, and
 * says what can and cannot be concluded. It creates and removes workloads as any user does, and calls no driver.
 */
@ApplicationModule(allowedDependencies = {"dispatch", "host", "journal", "logs", "platform", "workload"})
@NullMarked
package dev.triptych.controlplane.comparison;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
