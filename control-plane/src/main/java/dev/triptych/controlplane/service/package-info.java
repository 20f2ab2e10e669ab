/**
 * Stable addresses with workloads behind them: their records, what the gateway is told, and what it tells. Bytes never pass
 * here; they are the gateway's.
 */
@ApplicationModule(allowedDependencies = {"access", "journal", "platform", "workload"})
@NullMarked
package dev.triptych.controlplane.service;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
