package dev.triptych.driver.wasm.engine.wasmtime;

import dev.triptych.driver.wasm.engine.CompiledModule;
import dev.triptych.driver.wasm.engine.CoreModules;
import dev.triptych.driver.wasm.engine.Engine;
import dev.triptych.driver.wasm.engine.Execution;
import dev.triptych.driver.wasm.engine.Guest;
import dev.triptych.driver.wasm.engine.ModuleFiles;
import dev.triptych.driver.wasm.engine.Support;
import dev.triptych.driver.wasm.engine.wasmtime.Signatures.Load;
import dev.triptych.driver.wasm.engine.wasmtime.Signatures.Release;
import dev.triptych.driver.wasm.engine.wasmtime.Signatures.Try;
import dev.triptych.driver.wasm.engine.wasmtime.pieces.BulkPieces;
import dev.triptych.driver.wasm.inspection.MalformedModule;
import dev.triptych.driver.wasm.inspection.ModuleShape;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Compiles modules to machine code and runs them in this process, by the library wasmtime. */
public final class WasmtimeEngine implements Engine {
    /** The word by which users choose it. */
    public static final String NAME = "wasmtime";

    private static final long POINTER = ValueLayout.ADDRESS.byteSize();

    private final WasmtimeLibrary library;
    private final Settings settings;
    private final WasmtimeApi api;
    private final Failures failures;
    /** What the library may call back; kept by all modules through this engine. */
    private final Arena arena = Arena.ofAuto();

    private final HostFunctions functions;
    private final MemorySegment startName;
    private final MemorySegment engine;
    private final MemorySegment linker;
    private final Components components;
    private final EpochTicker ticker;

    /**
     * How it runs guests.
     *
     * @param stackBytes the most of its thread's stack that a guest may use; the thread must have more, for us
     * @param codeBytes the largest compiled form
     */
    public record Settings(long stackBytes, long codeBytes) {}

    public WasmtimeEngine(WasmtimeSearch.Opened opened, Settings settings) {
        this.library = opened.library();
        this.settings = settings;
        this.api = library.api();
        this.failures = new Failures(api);
        this.functions = new HostFunctions(api, failures, arena);
        this.startName = HostFunctions.bytes(arena, "_start");
        this.engine =
                owned(api.engineNew().call(config(new LinearMemories(failures, arena))), api.engineDelete()::call);
        this.linker = owned(api.linkerNew().call(engine), api.linkerDelete()::call);
        functions.define(linker, arena);
        this.components = new Components(this, library.components(), arena);
        this.ticker = new EpochTicker(() -> api.incrementEpoch().call(engine));
    }

    private MemorySegment config(LinearMemories memories) {
        MemorySegment config = api.configNew().call();
        api.epochInterruption().call(config, true);
        // Nothing runs on such a stack here; the library only wants it to be the larger one.
        api.asyncStackSize().call(config, 2 * settings.stackBytes());
        api.maxWasmStack().call(config, settings.stackBytes());
        // The JVM's own signals go to its own handlers alone. It costs guests a sixth of their speed in memory-bound
        // code.
        api.signalsBasedTraps().call(config, false);
        api.wasmThreads().call(config, false);
        api.wasmGc().call(config, false);
        api.wasmMemory64().call(config, false);
        api.wasmMultiMemory().call(config, false);
        api.wasmExceptions().call(config, true);
        // The library maps images into memories of its own alone.
        api.memoryInitCow().call(config, false);
        api.hostMemoryCreator().call(config, memories.creator());
        return config;
    }

    WasmtimeApi api() {
        return api;
    }

    Failures failures() {
        return failures;
    }

    MemorySegment engine() {
        return engine;
    }

    MemorySegment startName() {
        return startName;
    }

    MemorySegment epochReached() {
        return functions.epochReached();
    }

    EpochTicker ticker() {
        return ticker;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String version() {
        return library.version();
    }

    @Override
    public String compileOptions() {
        return "format=2,library=" + library.digest();
    }

    @Override
    public Support supports(ModuleShape shape) {
        return shape.form().equals(ModuleShape.COMPONENT) ? Components.support(shape) : CoreModules.support(shape);
    }

    @Override
    public void validate(byte[] module) {
        try (Arena local = Arena.ofConfined()) {
            MemorySegment bytes = local.allocateFrom(ValueLayout.JAVA_BYTE, module);
            refuseIfFailed(api.moduleValidate().call(engine, bytes, module.length), "Not a valid module: ");
        }
    }

    @Override
    public byte[] compile(byte[] module) {
        byte[] bounded = inPieces(module);
        try (Arena local = Arena.ofConfined()) {
            MemorySegment bytes = local.allocateFrom(ValueLayout.JAVA_BYTE, bounded);
            MemorySegment place = local.allocate(ValueLayout.ADDRESS);
            Binary binary = binary(module);
            refuseIfFailed(binary.make().call(engine, bytes, bounded.length, place), "The module cannot be compiled: ");
            MemorySegment made = place.get(ValueLayout.ADDRESS, 0);
            try {
                return serialized(binary, made, local);
            } finally {
                binary.delete().call(made);
            }
        }
    }

    /** Guests are ended at calls and jumps, so no instruction of theirs may take long. */
    private byte[] inPieces(byte[] module) {
        try {
            return BulkPieces.bounded(module);
        } catch (MalformedModule e) {
            if (!isComponent(module)) {
                validate(module);
            }
            throw new DriverException(
                    DriverErrorCode.SOURCE_INVALID, "The module cannot be compiled: " + e.getMessage() + ".", "", e);
        }
    }

    /** What the library does with a module, or with a component. */
    private record Binary(Load make, Try serialize, Load deserialize, Release delete) {}

    private Binary binary(byte[] bytes) {
        ComponentApi other = library.components();
        return isComponent(bytes)
                ? new Binary(other.componentNew(), other.serialize(), other.deserialize(), other.delete())
                : new Binary(api.moduleNew(), api.moduleSerialize(), api.moduleDeserialize(), api.moduleDelete());
    }

    private static boolean isComponent(byte[] bytes) {
        return ModuleFiles.shape(bytes).form().equals(ModuleShape.COMPONENT);
    }

    private byte[] serialized(Binary binary, MemorySegment made, Arena local) {
        MemorySegment vector = local.allocate(2 * POINTER, POINTER);
        refuseIfFailed(binary.serialize().call(made, vector), "The compiled form cannot be kept: ");
        try {
            if (vector.get(ValueLayout.JAVA_LONG, 0) > settings.codeBytes()) {
                throw new DriverException(
                        DriverErrorCode.SOURCE_INVALID,
                        "The module cannot be compiled: the compiled form has more than %d bytes."
                                .formatted(settings.codeBytes()));
            }
            return Failures.content(vector);
        } finally {
            api.bytesDelete().call(vector);
        }
    }

    private void refuseIfFailed(MemorySegment error, String what) {
        if (!Failures.none(error)) {
            throw new DriverException(DriverErrorCode.SOURCE_INVALID, what + failures.take(error) + ".");
        }
    }

    @Override
    public CompiledModule load(byte[] module, byte[] compiled) {
        ModuleShape shape = ModuleFiles.shape(module);
        try (Arena local = Arena.ofConfined()) {
            MemorySegment bytes = local.allocateFrom(ValueLayout.JAVA_BYTE, compiled);
            MemorySegment place = local.allocate(ValueLayout.ADDRESS);
            Binary binary = binary(module);
            MemorySegment error = binary.deserialize().call(engine, bytes, compiled.length, place);
            if (!Failures.none(error)) {
                throw new IllegalStateException("a compiled form that is not ours: " + failures.take(error));
            }
            MemorySegment loaded = owned(place.get(ValueLayout.ADDRESS, 0), binary.delete()::call);
            if (isComponent(module)) {
                return new WasmtimeComponent(loaded, Components.runName(shape), compiled.length, components);
            }
            return new WasmtimeModule(
                    loaded,
                    linked(loaded, local),
                    codeBytes(loaded, local),
                    shape.tables(),
                    shape.tableMinimum(),
                    shape.startsByItself(),
                    this);
        }
    }

    /** A thing of the library that goes with the last who holds it here. */
    @SuppressWarnings("restricted") // it has an owner from now on
    static MemorySegment owned(MemorySegment made, Consumer<MemorySegment> release) {
        return made.reinterpret(Arena.ofAuto(), release);
    }

    private @Nullable MemorySegment linked(MemorySegment loaded, Arena local) {
        MemorySegment place = local.allocate(ValueLayout.ADDRESS);
        MemorySegment error = api.instantiatePre().call(linker, loaded, place);
        if (Failures.none(error)) {
            return owned(place.get(ValueLayout.ADDRESS, 0), api.instancePreDelete()::call);
        }
        failures.take(error);
        return null;
    }

    private long codeBytes(MemorySegment loaded, Arena local) {
        MemorySegment start = local.allocate(ValueLayout.ADDRESS);
        MemorySegment end = local.allocate(ValueLayout.ADDRESS);
        api.moduleImageRange().call(loaded, start, end);
        return end.get(ValueLayout.ADDRESS, 0).address()
                - start.get(ValueLayout.ADDRESS, 0).address();
    }

    @Override
    public Execution prepare(CompiledModule module, Guest guest) {
        return switch (module) {
            case WasmtimeModule mine -> new ModuleExecution(mine, guest);
            case WasmtimeComponent mine -> new ComponentExecution(mine, guest);
            default ->
                throw new DriverException(
                        DriverErrorCode.DEFECT, "A module of another engine was given to " + NAME + ".");
        };
    }

    /** The library's own things go with the last guest that uses them. */
    @Override
    public void close() {
        ticker.close();
    }
}
