package dev.triptych.spi;

/** What only one kind has. A driver is given the options of its own kind. */
public sealed interface KindOptions {

    /** Nothing beyond the common description yet. */
    record VmOptions() implements KindOptions {}

    /** Nothing beyond the common description yet. */
    record ContainerOptions() implements KindOptions {}

    /**
     * Options of a Wasm workload.
     *
     * @param engine an engine's name, or {@code auto} for the fastest present one that supports the module
     */
    record WasmOptions(String engine) implements KindOptions {}
}
