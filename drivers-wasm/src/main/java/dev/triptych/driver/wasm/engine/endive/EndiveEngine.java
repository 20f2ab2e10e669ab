package dev.triptych.driver.wasm.engine.endive;

import dev.triptych.driver.wasm.engine.CompiledModule;
import dev.triptych.driver.wasm.engine.CoreModules;
import dev.triptych.driver.wasm.engine.Engine;
import dev.triptych.driver.wasm.engine.Execution;
import dev.triptych.driver.wasm.engine.Guest;
import dev.triptych.driver.wasm.engine.Support;
import dev.triptych.driver.wasm.inspection.ModuleShape;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import run.endive.compiler.InterpreterFallback;
import run.endive.compiler.internal.Compiler;
import run.endive.runtime.Memory;
import run.endive.wasm.Parser;
import run.endive.wasm.Version;
import run.endive.wasm.WasmEngineException;
import run.endive.wasm.WasmModule;

/** Compiles modules to Java bytecode and runs them in this process. */
public final class EndiveEngine implements Engine {
    /** The word by which users choose it. */
    public static final String NAME = "endive";

    private final long mostCodeBytes;

    /**
     * The engine with a bound for what compiling may make.
     *
     * @param mostCodeBytes the largest compiled form, in bytes
     */
    public EndiveEngine(long mostCodeBytes) {
        this.mostCodeBytes = mostCodeBytes;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String version() {
        return Version.version();
    }

    @Override
    public String compileOptions() {
        return "format=1,fallback=silent";
    }

    @Override
    public Support supports(ModuleShape shape) {
        return shape.memoryMinimumPages() > Memory.RUNTIME_MAX_PAGES
                ? new Support.No("it needs more than 2 GiB of memory at once")
                : CoreModules.support(shape);
    }

    @Override
    public void validate(byte[] module) {
        parse(module, true);
    }

    @Override
    public byte[] compile(byte[] module) {
        WasmModule parsed = parse(module, true);
        try {
            var collected = Compiler.builder(parsed)
                    .withInterpreterFallback(InterpreterFallback.SILENT)
                    .withClassCollectorFactory(() -> new BoundedClasses(mostCodeBytes))
                    .build()
                    .compile()
                    .collector();
            return new CompiledCode(collected.mainClassName(), collected.classBytes()).encoded();
        } catch (BoundedClasses.Stopped e) {
            throw new DriverException(
                    DriverErrorCode.SOURCE_INVALID, "The module cannot be compiled: " + e.getMessage() + ".", "", e);
        } catch (StackOverflowError | RuntimeException e) {
            throw new DriverException(
                    DriverErrorCode.SOURCE_INVALID,
                    "The module cannot be compiled by " + NAME + " " + version() + ".",
                    e.toString(),
                    e);
        }
    }

    @Override
    public CompiledModule load(byte[] module, byte[] compiled) {
        return EndiveModule.of(parse(module, false), CompiledCode.decoded(compiled));
    }

    @Override
    public Execution prepare(CompiledModule module, Guest guest) {
        if (module instanceof EndiveModule mine) {
            return new EndiveExecution(mine, guest);
        }
        throw new DriverException(DriverErrorCode.DEFECT, "A module of another engine was given to " + NAME + ".");
    }

    @Override
    public void close() {
        // Modules go with those who hold them.
    }

    private static WasmModule parse(byte[] module, boolean validate) {
        try {
            Parser parser = Parser.builder().withValidation(validate).build();
            return parser.parse(() -> new java.io.ByteArrayInputStream(module));
        } catch (WasmEngineException e) {
            throw new DriverException(
                    DriverErrorCode.SOURCE_INVALID, "Not a valid module: " + e.getMessage() + ".", "", e);
        } catch (StackOverflowError | RuntimeException e) {
            throw new DriverException(
                    DriverErrorCode.SOURCE_INVALID,
                    "Not a valid module: its instructions make no sense.",
                    e.toString(),
                    e);
        }
    }
}
