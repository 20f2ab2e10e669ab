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
     * @param http how a service answers on its ports
     * @param concurrency the most requests or invocations of it that run at once, at least 1
     */
    record WasmOptions(String engine, WasmHttp http, int concurrency) implements KindOptions {
        /** What applies unless the description says otherwise. */
        public static final int DEFAULT_CONCURRENCY = 16;

        /** The defaults, with an engine. */
        public static WasmOptions of(String engine) {
            return new WasmOptions(engine, WasmHttp.NONE, DEFAULT_CONCURRENCY);
        }
    }

    /** How a Wasm service answers HTTP. */
    enum WasmHttp {
        /** It does not. */
        NONE,
        /**
         * By CGI (RFC 3875): each request is a fresh run of the program, and {@link Resources} limit that run, the
         * time-out included. The service as a whole runs until it is stopped.
         */
        CGI
    }
}
