/** What this host has, what is allotted, and how each driver fares. */
@ApplicationModule(allowedDependencies = {"platform", "workload", "dispatch"})
@NullMarked
package dev.triptych.controlplane.host;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
