package dev.triptych.driver.wasm.inspection;

import java.util.Arrays;

/** Tells modules from components and reads either. */
public final class ModuleShapes {
    private static final byte[] MAGIC = {0, 'a', 's', 'm'};
    private static final int MODULE_VERSION = 1;
    private static final int COMPONENT_VERSION = 0x1000d;
    private static final int PREAMBLE = 8;

    private ModuleShapes() {}

    /**
     * Reads a binary.
     *
     * @throws MalformedModule when it is neither, or broken; no other exception leaves, whatever the bytes
     */
    public static ModuleShape of(byte[] binary) {
        if (binary.length < MAGIC.length || !Arrays.equals(binary, 0, 4, MAGIC, 0, 4)) {
            throw new MalformedModule(0, "this is not a WebAssembly binary: it does not begin with 00 61 73 6d");
        }
        if (binary.length < PREAMBLE) {
            throw new MalformedModule(binary.length, "the file ends inside its preamble");
        }
        int version = (binary[4] & 0xff) | (binary[5] & 0xff) << 8 | (binary[6] & 0xff) << 16 | binary[7] << 24;
        ModuleCursor file = new ModuleCursor(binary, PREAMBLE, binary.length);
        return switch (version) {
            case MODULE_VERSION -> new ModuleScanner(file).scan();
            case COMPONENT_VERSION -> new ComponentScanner(file).scan();
            default -> throw new MalformedModule(4, "version 0x%x is neither module nor component".formatted(version));
        };
    }
}
