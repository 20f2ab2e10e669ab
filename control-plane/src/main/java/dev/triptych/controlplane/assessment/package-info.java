/**
 * Says whether a container could become a Wasm module: collects what its image and its processes show, and judges it by
 * pure functions, with the evidence for each reason. It changes nothing, and starts no migration.
 */
@ApplicationModule(allowedDependencies = {"artifact", "dispatch", "journal", "platform", "workload"})
@NullMarked
package dev.triptych.controlplane.assessment;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
