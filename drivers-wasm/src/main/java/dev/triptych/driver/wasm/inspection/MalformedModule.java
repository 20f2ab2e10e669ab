package dev.triptych.driver.wasm.inspection;

/** The bytes are not a WebAssembly binary, or one that asks for more than any honest module does. */
public final class MalformedModule extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param offset where in the file, in bytes from its start */
    MalformedModule(long offset, String what) {
        super("%s, at byte %d (0x%x)".formatted(what, offset, offset));
    }
}
