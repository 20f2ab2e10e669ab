/**
 * Moves a service from one workload to another behind its address: the record of each migration, its steps with their
 * evidence, and the way back. It creates, stops and removes workloads as any user does, has the service package share out
 * requests, and calls no driver.
 */
@ApplicationModule(
        allowedDependencies = {
            "artifact",
            "assessment",
            "dispatch",
            "journal",
            "platform",
            "service",
            "verification",
            "workload"
        })
@NullMarked
package dev.triptych.controlplane.migration;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
