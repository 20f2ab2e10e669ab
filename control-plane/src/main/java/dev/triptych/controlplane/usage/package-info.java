/** Samples of what workloads use, each with its basis and quality. */
@ApplicationModule(allowedDependencies = "platform")
@NullMarked
package dev.triptych.controlplane.usage;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
