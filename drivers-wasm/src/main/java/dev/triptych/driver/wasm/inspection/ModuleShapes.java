package dev.triptych.driver.wasm.inspection;

/** Tells modules from components and reads either. */
public final class ModuleShapes {
    private static final byte[] MAGIC = {0, 'a', 's', 'm'};
    static final int MODULE_VERSION = 1;
    private static final int COMPONENT_VERSION = 0x1000d;

    private ModuleShapes() {}

    /**
     * Reads a binary.
     *
     * @throws MalformedModule when it is neither, or broken; no other exception leaves, whatever the bytes
     */
    public static ModuleShape of(byte[] binary) {
        return of(new ModuleCursor(binary, 0, binary.length));
    }

    /** Reads a binary that is part of another one; otherwise as {@link #of(byte[])}. */
    public static ModuleShape of(ModuleCursor file) {
        return switch (version(file)) {
            case MODULE_VERSION -> new ModuleScanner(file).scan();
            default -> new ComponentScanner(file).scan();
        };
    }

    /** Reads the preamble, and leaves the cursor behind it: either of the two versions there are. */
    static int version(ModuleCursor file) {
        int start = file.offset();
        for (byte expected : MAGIC) {
            if (!file.more() || file.u8("the preamble") != expected) {
                throw new MalformedModule(
                        start, "this is not a WebAssembly binary: it does not begin with 00 61 73 6d");
            }
        }
        int version = 0;
        for (int i = 0; i < Integer.BYTES; i++) {
            version |= file.u8("the preamble") << (Byte.SIZE * i);
        }
        if (version != MODULE_VERSION && version != COMPONENT_VERSION) {
            throw new MalformedModule(start + 4, "version 0x%x is neither module nor component".formatted(version));
        }
        return version;
    }
}
