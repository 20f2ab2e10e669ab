/**
 * Who may do what: tokens, roles, the console's sessions, secrets, the Host check and the audit. It says no; what is done
 * after a yes is not its business.
 */
@ApplicationModule(allowedDependencies = {"journal", "platform", "workload"})
@NullMarked
package dev.triptych.controlplane.access;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
