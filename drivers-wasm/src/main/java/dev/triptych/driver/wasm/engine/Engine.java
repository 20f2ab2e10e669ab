package dev.triptych.driver.wasm.engine;

import dev.triptych.driver.wasm.inspection.ModuleShape;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;

/** A Wasm runtime. Safe for use by many threads. */
public interface Engine extends AutoCloseable {

    /** The word by which users choose it. */
    String name();

    String version();

    /** Everything besides name and version that a compiled form depends on, as a short stable text. */
    String compileOptions();

    /** Whether it can run a module of this shape, with the imports that guests are granted. Cheap. */
    Support supports(ModuleShape shape);

    /**
     * Checks every instruction, without compiling.
     *
     * @throws DriverException {@link DriverErrorCode#SOURCE_INVALID}
     */
    void validate(byte[] module);

    /**
     * Makes the form that is kept on disk. Costly; stops soon after its thread is interrupted.
     *
     * @throws DriverException {@link DriverErrorCode#SOURCE_INVALID}
     */
    byte[] compile(byte[] module);

    /** Makes a compiled form of a validated module ready to run; only ever given what {@link #compile} made. */
    CompiledModule load(byte[] module, byte[] compiled);

    /** Makes ready for one run. Cheap: memory is allocated and mounts are opened by the run itself. */
    Execution prepare(CompiledModule module, Guest guest);

    @Override
    void close();
}
