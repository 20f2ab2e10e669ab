/**
 * What every other module stands on: the home directory, the clock, identity, the words for refusals, and the conditions
 * under which the service starts at all. It knows none of the others.
 */
@ApplicationModule(
        type = ApplicationModule.Type.OPEN,
        allowedDependencies = {})
@NullMarked
package dev.triptych.controlplane.platform;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
