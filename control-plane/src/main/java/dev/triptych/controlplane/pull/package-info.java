/**
 * Which registries images may come from, and what is on record of those that are fetched: what was asked for, how far it is,
 * and what came of it. A pull does not outlive the service that began it, and its record says so.
 */
@ApplicationModule(allowedDependencies = {"dispatch", "journal", "platform"})
@NullMarked
package dev.triptych.controlplane.pull;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
