/**
 * Says whether two workloads answer alike: how answers are compared, replay of given and recorded requests, recording with
 * consent, and mirroring. Bytes are the gateway's: it sends, it copies, it takes note; here is decided what and judged.
 */
@ApplicationModule(allowedDependencies = {"access", "journal", "platform", "service", "workload"})
@NullMarked
package dev.triptych.controlplane.verification;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
