package dev.triptych.driver.wasm.host.wire;

import dev.triptych.driver.wasm.host.OwnHost;
import dev.triptych.spi.WorkloadKey;

/**
 * That a wasm host is for one workload alone.
 *
 * @param forCalls whether it runs the workload's invocations; otherwise its object
 * @param limits what the kernel lets it have
 * @param group name of its control group
 */
public record Dedication(WorkloadKey key, boolean forCalls, OwnHost limits, String group) {}
