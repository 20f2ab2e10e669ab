/** What the user wants: descriptions, generations, runs, and the one function that computes their state. */
@ApplicationModule(allowedDependencies = {"journal", "platform"})
@NullMarked
package dev.triptych.controlplane.workload;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
