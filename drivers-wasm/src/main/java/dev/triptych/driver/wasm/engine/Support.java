package dev.triptych.driver.wasm.engine;

import java.util.List;

/** Whether an engine can run a module. */
public sealed interface Support {
    record Yes() implements Support {}

    /**
     * Not, because of imports that are not granted.
     *
     * @param imports each as {@code module.name}
     */
    record MissingImports(List<String> imports) implements Support {
        public MissingImports {
            imports = List.copyOf(imports);
        }
    }

    /**
     * Not, for another reason.
     *
     * @param reason what is wrong with the module, to go on after "because"
     */
    record No(String reason) implements Support {}
}
