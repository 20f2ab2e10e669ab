/** Brings what is observed towards what is desired, on signal and on schedule, without input. */
@ApplicationModule(allowedDependencies = {"dispatch", "journal", "logs", "platform", "usage", "workload"})
@NullMarked
package dev.triptych.controlplane.reconcile;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
