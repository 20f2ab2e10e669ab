package dev.triptych.driver.wasm.engine.wasmtime;

import dev.triptych.driver.wasm.engine.Guest;
import dev.triptych.driver.wasm.engine.Outcome;
import dev.triptych.driver.wasm.wasi.WasiGuest;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One run of a component: its {@code wasi:cli/run}. */
final class ComponentExecution extends WasmtimeExecution {
    private static final long HANDLE_BYTES = 64;
    private static final long ALIGNMENT = 8;
    private static final int FAILED = 1;
    private static final int EXIT_MASK = 0xff;
    private static final int MOST_INPUT = 16 * 1024 * 1024;

    /** Where a result says that it is fine: behind the kind of value. */
    private static final long IS_OK = 8;

    private final WasmtimeComponent component;
    private final ComponentApi components;

    ComponentExecution(WasmtimeComponent component, Guest guest) {
        super(component.components().engine(), guest, 1, 0);
        this.component = component;
        this.components = component.components().api();
    }

    @Override
    Outcome runIn(MemorySegment context, WasmtimeRun run, Arena arena) {
        byte[] input;
        try {
            input = guest().wasi().stdin().readNBytes(MOST_INPUT + 1);
        } catch (IOException e) {
            return new Outcome.NotStarted("its input cannot be read");
        }
        if (input.length > MOST_INPUT) {
            return new Outcome.NotStarted("its input is more than 16 MiB, the most that a component is given");
        }
        long output = component.components().open(run);
        try {
            return runWith(context, run, wasi(guest().wasi(), input, output, arena), arena);
        } finally {
            component.components().close(output);
        }
    }

    private Outcome runWith(MemorySegment context, WasmtimeRun run, MemorySegment wasi, Arena arena) {
        MemorySegment error = components.setWasi().call(context, wasi);
        if (Failures.none(error)) {
            MemorySegment instance = arena.allocate(HANDLE_BYTES, ALIGNMENT);
            error = components
                    .instantiate()
                    .call(component.components().linker(), context, component.component(), instance);
            if (Failures.none(error)) {
                instantiated();
                return call(context, instance, run, arena);
            }
        }
        return run.wasOverBudget() ? doesNotFit(error) : ended(error, run);
    }

    private Outcome doesNotFit(MemorySegment error) {
        failures().take(error);
        return doesNotFit();
    }

    private Outcome call(MemorySegment context, MemorySegment instance, WasmtimeRun run, Arena arena) {
        MemorySegment function = arena.allocate(HANDLE_BYTES, ALIGNMENT);
        if (!find(context, instance, function, arena)) {
            return new Outcome.NotStarted("the component exports no " + component.runName() + " with a function run");
        }
        MemorySegment result = arena.allocate(HANDLE_BYTES, ALIGNMENT);
        MemorySegment error = components.call().call(function, context, MemorySegment.NULL, 0, result, 1);
        if (!Failures.none(error)) {
            return ended(error, run);
        }
        boolean fine = result.get(ValueLayout.JAVA_BOOLEAN, IS_OK);
        components.valueDelete().call(result);
        Outcome inside = endedInside(run);
        return inside == null ? new Outcome.Exited(fine ? 0 : FAILED) : inside;
    }

    private boolean find(MemorySegment context, MemorySegment instance, MemorySegment function, Arena arena) {
        MemorySegment run = index(MemorySegment.NULL, component.runName(), arena);
        if (Failures.none(run)) {
            return false;
        }
        MemorySegment start = index(run, "run", arena);
        components.exportIndexDelete().call(run);
        if (Failures.none(start)) {
            return false;
        }
        boolean found = components.findFunction().call(instance, context, start, function);
        components.exportIndexDelete().call(start);
        return found;
    }

    private MemorySegment index(MemorySegment parent, String name, Arena arena) {
        MemorySegment text = HostFunctions.bytes(arena, name);
        return components.exportIndex().call(component.component(), parent, text, text.byteSize());
    }

    private MemorySegment wasi(WasiGuest given, byte[] input, long output, Arena arena) {
        MemorySegment id = MemorySegment.ofAddress(output);
        MemorySegment config = components.wasiNew().call();
        components.wasiArguments().call(config, given.args().size(), texts(given.args(), arena));
        List<Map.Entry<String, String>> env = List.copyOf(given.env().entrySet());
        components
                .wasiVariables()
                .call(
                        config,
                        env.size(),
                        texts(env.stream().map(Map.Entry::getKey).toList(), arena),
                        texts(env.stream().map(Map.Entry::getValue).toList(), arena));
        MemorySegment vector = arena.allocate(HANDLE_BYTES, ALIGNMENT);
        components.bytesNew().call(vector, input.length, arena.allocateFrom(ValueLayout.JAVA_BYTE, input));
        components.wasiStdin().call(config, vector);
        components.wasiStdout().call(config, component.components().stdout(), id, MemorySegment.NULL);
        components.wasiStderr().call(config, component.components().stderr(), id, MemorySegment.NULL);
        return config;
    }

    private static MemorySegment texts(List<String> texts, Arena arena) {
        MemorySegment pointers = arena.allocate(ValueLayout.ADDRESS, Math.max(1, texts.size()));
        for (int i = 0; i < texts.size(); i++) {
            pointers.setAtIndex(ValueLayout.ADDRESS, i, arena.allocateFrom(texts.get(i)));
        }
        return pointers;
    }

    /** How a call ended that did not return; the error is gone then. */
    private Outcome ended(MemorySegment error, WasmtimeRun run) {
        Integer status = exitStatus(error);
        String message = failures().takeWhole(error);
        Outcome inside = endedInside(run);
        if (inside != null) {
            return inside;
        }
        if (status != null) {
            return new Outcome.Exited(status & EXIT_MASK);
        }
        String trap = Failures.wordIn(message);
        return trap == null
                ? new Outcome.EngineFailed(new IllegalStateException("wasmtime: " + message))
                : new Outcome.Trapped(trap);
    }

    private @Nullable Integer exitStatus(MemorySegment error) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment status = arena.allocate(ValueLayout.JAVA_INT);
            return components.exitStatus().call(error, status) ? status.get(ValueLayout.JAVA_INT, 0) : null;
        }
    }
}
