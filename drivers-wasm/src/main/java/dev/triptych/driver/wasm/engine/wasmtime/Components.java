package dev.triptych.driver.wasm.engine.wasmtime;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.triptych.driver.wasm.engine.Support;
import dev.triptych.driver.wasm.inspection.ModuleShape;
import dev.triptych.driver.wasm.wasi.GuestEnd;
import dev.triptych.driver.wasm.wasi.GuestOutput;
import dev.triptych.driver.wasm.wasi.WasiGuest;
import dev.triptych.spi.ExitReason;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * What components import: the library's own WASI preview 2, less what would let a guest escape its limits. It has no files
 * and no network. A wait for a clock happens inside the library, where nobody can end it, so asking for one ends the guest.
 */
final class Components {
    private static final String RUN = "wasi:cli/run@0.2.";
    private static final List<String> GRANTED =
            List.of("wasi:cli/", "wasi:io/", "wasi:clocks/", "wasi:random/", "wasi:filesystem/");

    /** The version that the library gives; components of any 0.2 find it. */
    private static final String CLOCK = "wasi:clocks/monotonic-clock@0.2.12";

    private static final List<String> WAITS = List.of("subscribe-duration", "subscribe-instant");
    private static final long IO_ERROR = -5;
    private static final FunctionDescriptor OUTPUT = FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS, JAVA_LONG);
    private static final FunctionDescriptor FUNCTION =
            FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG);

    private final WasmtimeEngine engine;
    private final ComponentApi api;
    private final MemorySegment linker;
    private final MemorySegment stdout;
    private final MemorySegment stderr;
    private final Map<Long, WasmtimeRun> writers = new ConcurrentHashMap<>();
    private final AtomicLong lastId = new AtomicLong();

    Components(WasmtimeEngine engine, ComponentApi api, Arena arena) {
        this.engine = engine;
        this.api = api;
        Upcalls upcalls = new Upcalls(MethodHandles.lookup(), this, arena);
        this.stdout = upcalls.stub("writeStdout", OUTPUT);
        this.stderr = upcalls.stub("writeStderr", OUTPUT);
        this.linker = WasmtimeEngine.owned(api.linkerNew().call(engine.engine()), api.linkerDelete()::call);
        api.allowShadowing().call(linker, true);
        check(api.addWasi().call(linker));
        refuseWaits(upcalls.stub("waitRefused", FUNCTION));
    }

    /** Whether it imports only what is granted, and is a program. */
    static Support support(ModuleShape shape) {
        List<String> missing = shape.imports().stream()
                .map(one -> one.name().isEmpty() ? one.module() : one.module() + "." + one.name())
                .filter(name -> GRANTED.stream().noneMatch(name::startsWith))
                .distinct()
                .toList();
        if (!missing.isEmpty()) {
            return new Support.MissingImports(missing);
        }
        return shape.exports().stream().anyMatch(one -> one.name().startsWith(RUN))
                ? new Support.Yes()
                : new Support.No("it is a component that exports no " + RUN + "x, so it is not a program");
    }

    static String runName(ModuleShape shape) {
        return shape.exports().stream()
                .map(export -> export.name())
                .filter(name -> name.startsWith(RUN))
                .findFirst()
                .orElse(RUN);
    }

    ComponentApi api() {
        return api;
    }

    WasmtimeEngine engine() {
        return engine;
    }

    MemorySegment linker() {
        return linker;
    }

    MemorySegment stdout() {
        return stdout;
    }

    MemorySegment stderr() {
        return stderr;
    }

    private void refuseWaits(MemorySegment refusal) {
        MemorySegment root = api.linkerRoot().call(linker);
        try (Arena local = Arena.ofConfined()) {
            MemorySegment place = local.allocate(ADDRESS);
            MemorySegment name = HostFunctions.bytes(local, CLOCK);
            check(api.addInstance().call(root, name, name.byteSize(), place));
            MemorySegment clock = place.get(ADDRESS, 0);
            for (String wait : WAITS) {
                MemorySegment function = HostFunctions.bytes(local, wait);
                check(api.addFunction()
                        .call(clock, function, function.byteSize(), refusal, MemorySegment.NULL, MemorySegment.NULL));
            }
            api.linkerInstanceDelete().call(clock);
        }
        api.linkerInstanceDelete().call(root);
    }

    private void check(MemorySegment error) {
        if (!Failures.none(error)) {
            throw new IllegalStateException(engine.failures().take(error));
        }
    }

    @SuppressWarnings("unused") // called by the library
    private MemorySegment waitRefused(
            MemorySegment env,
            MemorySegment context,
            MemorySegment type,
            MemorySegment args,
            long argCount,
            MemorySegment results,
            long resultCount) {
        WasmtimeRun.note(new GuestEnd.LimitReached(
                ExitReason.TRAPPED, "It waits for a clock, which components are not granted yet."));
        return engine.failures().newError("waiting is not granted");
    }

    /** Where the output of a run goes; the library writes on threads of its own, and says this number. */
    long open(WasmtimeRun run) {
        long id = lastId.incrementAndGet();
        writers.put(id, run);
        return id;
    }

    void close(long id) {
        writers.remove(id);
    }

    @SuppressWarnings("unused") // called by the library
    private long writeStdout(MemorySegment id, MemorySegment bytes, long length) {
        return write(id, WasiGuest::stdout, bytes, length);
    }

    @SuppressWarnings("unused") // called by the library
    private long writeStderr(MemorySegment id, MemorySegment bytes, long length) {
        return write(id, WasiGuest::stderr, bytes, length);
    }

    @SuppressWarnings("restricted") // the library says how many
    private long write(MemorySegment id, Function<WasiGuest, GuestOutput> stream, MemorySegment bytes, long length) {
        WasmtimeRun run = writers.get(id.address());
        if (run == null) {
            return IO_ERROR;
        }
        try {
            stream.apply(run.given()).write(bytes.reinterpret(length).toArray(JAVA_BYTE));
            return length;
        } catch (Throwable e) {
            run.endFor(e);
            return IO_ERROR;
        }
    }
}
