/** The append-only history: intents, transitions with a reason, audit records. */
@ApplicationModule(allowedDependencies = "platform")
@NullMarked
package dev.triptych.controlplane.journal;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
