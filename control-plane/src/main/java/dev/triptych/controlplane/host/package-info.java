/** What this host has, what is allotted, and how each driver fares. */
@ApplicationModule(allowedDependencies = {"dispatch", "journal", "platform", "workload"})
@NullMarked
package dev.triptych.controlplane.host;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
