package dev.triptych.driver.wasm.host;

import dev.triptych.driver.wasm.wasi.WasiGuest.GuestMount;
import dev.triptych.spi.Source.WasmModule;
import dev.triptych.spi.WorkloadKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a host needs to know to run one workload.
 *
 * @param args with the program's own name first
 * @param env secrets are in it: never to be logged
 * @param memoryBytes what the guest may hold
 * @param facts to be shown with every observation
 * @param limits of one run, beside memory
 * @param concurrency the most invocations of it at once
 * @param http how it is served; null for a program that runs from start to end
 * @param ownHost the host that is for it alone; null when it shares one
 */
@SuppressWarnings("ArrayRecordComponent") // passed on, never compared
public record GuestOrder(
        WorkloadKey key,
        String name,
        String engine,
        WasmModule module,
        List<String> args,
        Map<String, String> env,
        byte[] stdin,
        List<GuestMount> mounts,
        long memoryBytes,
        Map<String, String> facts,
        GuestLimits limits,
        int concurrency,
        @Nullable HttpService http,
        @Nullable OwnHost ownHost) {
    public GuestOrder {
        args = List.copyOf(args);
        mounts = List.copyOf(mounts);
        facts = Map.copyOf(facts);
    }

    /** The longest one run may take, from its start; null for no limit. */
    public @Nullable Duration timeout() {
        return limits.timeout();
    }

    /** The same with another way to the module and to the directories. */
    public GuestOrder with(WasmModule otherModule, List<GuestMount> otherMounts) {
        return new GuestOrder(
                key,
                name,
                engine,
                otherModule,
                args,
                env,
                stdin,
                otherMounts,
                memoryBytes,
                facts,
                limits,
                concurrency,
                http,
                ownHost);
    }

    /** The same, served on these. */
    public GuestOrder servedOn(List<HttpService.Listener> listeners) {
        return new GuestOrder(
                key,
                name,
                engine,
                module,
                args,
                env,
                stdin,
                mounts,
                memoryBytes,
                facts,
                limits,
                concurrency,
                new HttpService(listeners, concurrency),
                ownHost);
    }

    @Override
    public String toString() {
        return "GuestOrder[" + key + ", " + name + ", " + engine + "]";
    }
}
