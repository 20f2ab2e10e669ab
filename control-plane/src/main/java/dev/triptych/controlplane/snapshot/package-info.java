/**
 * Keeps what is on record of the snapshots of workloads' disks: first what is wanted, then what was done, so that a change
 * that was cut short is brought to its end by whoever leads next.
 */
@ApplicationModule(allowedDependencies = {"dispatch", "journal", "platform", "workload"})
@NullMarked
package dev.triptych.controlplane.snapshot;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
