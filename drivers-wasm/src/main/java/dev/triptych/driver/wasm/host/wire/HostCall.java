package dev.triptych.driver.wasm.host.wire;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.triptych.driver.wasm.host.GuestOrder;
import dev.triptych.spi.Invoking.Invocation;
import dev.triptych.spi.Source.WasmModule;
import dev.triptych.spi.WorkloadKey;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a client may ask of a host; each is one method of {@link dev.triptych.driver.wasm.host.WasmHost}. To add one: a
 * record here, a line in the child's {@code CallTable}, a line in {@code RemoteHost}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "call")
public sealed interface HostCall {

    record Prepare(String engine, WasmModule module) implements HostCall {}

    record Create(GuestOrder order) implements HostCall {}

    record Start(GuestOrder order) implements HostCall {}

    /** Create and start. */
    record Begin(GuestOrder order) implements HostCall {}

    record Stop(WorkloadKey key, Duration grace) implements HostCall {}

    record Destroy(WorkloadKey key) implements HostCall {}

    record Observe(WorkloadKey key) implements HostCall {}

    record ObserveAll() implements HostCall {}

    record Measure(WorkloadKey key) implements HostCall {}

    /** Ended when the connection is closed. */
    record Invoke(GuestOrder order, Invocation call) implements HostCall {}

    record Problem() implements HostCall {}

    /** Answered like any call, then by {@code CHUNK}, {@code GAP} and one {@code ENDED}. */
    record Follow(WorkloadKey key, @Nullable String incarnation, String cursor) implements HostCall {}

    /** Answered like any call, then by {@code OBSERVED} until the connection is closed. */
    record Listen() implements HostCall {}

    /** Take no new guests, and end when the last object is gone. */
    record Drain() implements HostCall {}
}
