/** Carries decisions out: picks the driver and calls it. Only this and {@code reconcile} call a driver. */
@ApplicationModule(
        allowedDependencies = {"access", "artifact", "journal", "logs", "oci", "platform", "usage", "volume", "workload"
        })
@NullMarked
package dev.triptych.controlplane.dispatch;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
