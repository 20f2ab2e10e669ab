package dev.triptych.driver.wasm.engine.present;

import java.nio.file.Path;

/**
 * What the engines of a process are opened with. Values alone, which can cross a process boundary.
 *
 * @param codeBytes the largest compiled form of one module
 * @param stackBytes the stack of a guest's thread
 * @param home of the installation, where the set-up leaves engines that it fetched
 * @param wasmtime the file of libwasmtime that the operator names; empty for none
 */
public record EngineSettings(long codeBytes, long stackBytes, Path home, String wasmtime) {
    /** The variable by which the operator names the file. */
    public static final String WASMTIME_VARIABLE = "TRIPTYCH_WASMTIME";

    /** With the file that the environment of this process names. */
    public static EngineSettings ofThisProcess(long codeBytes, long stackBytes, Path home) {
        String named = System.getenv(WASMTIME_VARIABLE);
        return new EngineSettings(codeBytes, stackBytes, home, named == null ? "" : named);
    }
}
