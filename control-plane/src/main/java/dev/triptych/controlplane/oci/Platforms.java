package dev.triptych.controlplane.oci;

import java.util.Locale;

/** The ways in which images say that they are for WebAssembly, which all mean the same. */
final class Platforms {
    static final String WASM = "wasi/wasm";

    private Platforms() {}

    /** {@code os/architecture} in OCI words; every spelling of Wasm becomes {@code wasi/wasm}. */
    static String normalised(String os, String architecture) {
        String lowerOs = os.toLowerCase(Locale.ROOT);
        String lowerArchitecture = architecture.toLowerCase(Locale.ROOT);
        boolean wasm = lowerArchitecture.matches("wasm(32|64)?|wasi|wasm32-wasi(p[0-9])?")
                || lowerOs.matches("wasi(p[0-9])?|wasm");
        return wasm ? WASM : lowerOs + "/" + lowerArchitecture;
    }
}
