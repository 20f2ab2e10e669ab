/** Bytes kept by content digest, and what inspection found in them when they were stored. */
@ApplicationModule(allowedDependencies = {"journal", "platform", "workload"})
@NullMarked
package dev.triptych.controlplane.artifact;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
