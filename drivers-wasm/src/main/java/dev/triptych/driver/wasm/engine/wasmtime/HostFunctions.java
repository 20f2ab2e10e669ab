package dev.triptych.driver.wasm.engine.wasmtime;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.triptych.driver.wasm.wasi.Preview1;
import dev.triptych.driver.wasm.wasi.WasiFunction;
import dev.triptych.driver.wasm.wasi.WasiFunctions;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.charset.StandardCharsets;

/** Our WASI, as functions that the library calls. */
final class HostFunctions {
    private static final byte I32 = 0;
    private static final byte I64 = 1;
    private static final long VALUE_BYTES = 16;
    private static final long POINTER = ADDRESS.byteSize();
    private static final FunctionDescriptor CALL = FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG);
    private static final FunctionDescriptor EPOCH = FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS);

    private final WasmtimeApi api;
    private final Failures failures;
    private final MemorySegment epochReached;

    HostFunctions(WasmtimeApi api, Failures failures, Arena arena) {
        this.api = api;
        this.failures = failures;
        this.epochReached = new Upcalls(MethodHandles.lookup(), this, arena).stub("epochReached", EPOCH);
    }

    /** What a store calls when somebody's end is wanted; perhaps not its own guest's. */
    MemorySegment epochReached() {
        return epochReached;
    }

    /** Defines every function in a linker. */
    void define(MemorySegment linker, Arena arena) {
        Upcalls upcalls = new Upcalls(MethodHandles.lookup(), this, arena);
        MethodHandle target = target();
        for (WasiFunction function : WasiFunctions.byName().values()) {
            MemorySegment stub = upcalls.stub(MethodHandles.insertArguments(target, 0, function), CALL);
            try (Arena local = Arena.ofConfined()) {
                define(linker, function, stub, local);
            }
        }
    }

    private MethodHandle target() {
        try {
            return MethodHandles.lookup()
                    .bind(
                            this,
                            "call",
                            MethodType.methodType(
                                    MemorySegment.class,
                                    WasiFunction.class,
                                    MemorySegment.class,
                                    MemorySegment.class,
                                    MemorySegment.class,
                                    long.class));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private void define(MemorySegment linker, WasiFunction function, MemorySegment stub, Arena local) {
        MemorySegment module = bytes(local, Preview1.MODULE);
        MemorySegment name = bytes(local, function.name());
        MemorySegment type = type(function, local);
        MemorySegment error = api.defineFunction()
                .call(
                        linker,
                        module,
                        module.byteSize(),
                        name,
                        name.byteSize(),
                        type,
                        stub,
                        MemorySegment.NULL,
                        MemorySegment.NULL);
        api.functypeDelete().call(type);
        if (!Failures.none(error)) {
            throw new IllegalStateException(failures.take(error));
        }
    }

    private MemorySegment type(WasiFunction function, Arena local) {
        return api.functypeNew().call(types(function.params(), local), types(function.answers() ? "i" : "", local));
    }

    private MemorySegment types(String letters, Arena local) {
        MemorySegment values = local.allocate(ADDRESS, Math.max(1, letters.length()));
        for (int i = 0; i < letters.length(); i++) {
            values.setAtIndex(ADDRESS, i, api.valtypeNew().call(letters.charAt(i) == 'I' ? I64 : I32));
        }
        MemorySegment vector = local.allocate(2 * POINTER, POINTER);
        api.valtypeVecNew().call(vector, letters.length(), values);
        return vector;
    }

    static MemorySegment bytes(Arena arena, String text) {
        return arena.allocateFrom(java.lang.foreign.ValueLayout.JAVA_BYTE, text.getBytes(StandardCharsets.UTF_8));
    }

    @SuppressWarnings({"unused", "restricted"}) // called by the library, which says how many values there are
    private MemorySegment call(
            WasiFunction function, MemorySegment env, MemorySegment caller, MemorySegment values, long count) {
        try {
            WasmtimeRun run = WasmtimeRun.current();
            MemorySegment slots = values.reinterpret(count * VALUE_BYTES);
            long[] args = new long[function.params().length()];
            for (int i = 0; i < args.length; i++) {
                args[i] = function.params().charAt(i) == 'I'
                        ? slots.get(JAVA_LONG, i * VALUE_BYTES)
                        : slots.get(JAVA_INT, i * VALUE_BYTES);
            }
            int answer = function.call(run.host(), run.guestMemory(), args);
            if (function.answers()) {
                slots.set(JAVA_INT, 0, answer);
            }
            return MemorySegment.NULL;
        } catch (Throwable e) {
            WasmtimeRun.note(e);
            return failures.newTrap();
        }
    }

    @SuppressWarnings({"unused", "restricted"}) // called by the library, which says where its answer goes
    private MemorySegment epochReached(
            MemorySegment context, MemorySegment env, MemorySegment delta, MemorySegment kind) {
        try {
            WasmtimeRun.current().checkEnd();
            delta.reinterpret(Long.BYTES).set(JAVA_LONG, 0, 1);
            return MemorySegment.NULL;
        } catch (Throwable e) {
            WasmtimeRun.note(e);
            return failures.newError("interrupted");
        }
    }
}
