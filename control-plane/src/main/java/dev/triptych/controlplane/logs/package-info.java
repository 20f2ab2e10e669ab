/** What workloads wrote, in sequence, with gaps as records. */
@ApplicationModule(allowedDependencies = "platform")
@NullMarked
package dev.triptych.controlplane.logs;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
