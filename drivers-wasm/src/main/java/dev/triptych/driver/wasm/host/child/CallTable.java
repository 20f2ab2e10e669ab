package dev.triptych.driver.wasm.host.child;

import dev.triptych.driver.wasm.host.WasmHost;
import dev.triptych.driver.wasm.host.wire.Failure.Said;
import dev.triptych.driver.wasm.host.wire.HostCall;
import dev.triptych.spi.Observation;
import dev.triptych.spi.WorkloadKey;

/** Which method of the host answers which call. */
final class CallTable {
    private final WasmHost host;
    private final Residents residents;

    CallTable(WasmHost host, Residents residents) {
        this.host = host;
        this.residents = residents;
    }

    /** Answers a call that is answered once; the two that go on afterwards are the connection's business. */
    Object answer(HostCall call) {
        return switch (call) {
            case HostCall.Prepare prepare -> host.prepare(prepare.engine(), prepare.module());
            case HostCall.Create create -> residents.create(create.order());
            case HostCall.Start start -> residents.start(start.order());
            case HostCall.Begin begin -> residents.begin(begin.order());
            case HostCall.Stop stop -> {
                host.stop(stop.key(), stop.grace());
                yield Said.NOTHING;
            }
            case HostCall.Destroy destroy -> destroyed(destroy.key());
            case HostCall.Observe observe -> host.observe(observe.key());
            case HostCall.ObserveAll _ -> host.observeAll().toArray(Observation[]::new);
            case HostCall.Measure measure -> host.usage(measure.key());
            case HostCall.Invoke invoke -> residents.invoke(invoke.order(), invoke.call());
            case HostCall.Problem _ -> new Said(host.problem());
            case HostCall.Drain _ -> {
                residents.drain();
                yield Said.NOTHING;
            }
            case HostCall.Follow _, HostCall.Listen _ ->
                throw new IllegalArgumentException("a call that goes on is not answered once");
        };
    }

    private Said destroyed(WorkloadKey key) {
        residents.destroy(key);
        return Said.NOTHING;
    }
}
