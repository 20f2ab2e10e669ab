/** Named directories that outlive the workloads which see them: made, bounded, filled, emptied and let go. */
@ApplicationModule(allowedDependencies = {"journal", "oci", "platform", "workload"})
@NullMarked
package dev.triptych.controlplane.volume;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
