package dev.triptych.controlplane.oci;

import java.util.Locale;
import java.util.Map;

/** The ways in which images say that they are for WebAssembly, which all mean the same. */
final class Platforms {
    static final String WASM = "wasi/wasm";

    private static final Map<String, String> OCI_ARCHITECTURE =
            Map.of("x86_64", "amd64", "aarch64", "arm64", "i386", "386", "i686", "386");

    private Platforms() {}

    /** What containers of this host are, in OCI words. */
    static String ofThisHost() {
        String architecture = System.getProperty("os.arch", "");
        return "linux/" + OCI_ARCHITECTURE.getOrDefault(architecture, architecture);
    }

    /** {@code os/architecture}, as {@link #normalised(String, String)} writes it; a variant is left out. */
    static String normalised(String platform) {
        String[] parts = platform.split("/", 3);
        return normalised(parts[0], parts.length > 1 ? parts[1] : "");
    }

    /** {@code os/architecture} in OCI words; every spelling of Wasm becomes {@code wasi/wasm}. */
    static String normalised(String os, String architecture) {
        String lowerOs = os.toLowerCase(Locale.ROOT);
        String lowerArchitecture = architecture.toLowerCase(Locale.ROOT);
        boolean wasm = lowerArchitecture.matches("wasm(32|64)?|wasi|wasm32-wasi(p[0-9])?")
                || lowerOs.matches("wasi(p[0-9])?|wasm");
        return wasm ? WASM : lowerOs + "/" + lowerArchitecture;
    }
}
