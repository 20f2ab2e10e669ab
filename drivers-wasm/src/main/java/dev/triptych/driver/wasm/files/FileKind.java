package dev.triptych.driver.wasm.files;

/** What a name stands for, with its number in WASI preview 1. */
public enum FileKind {
    UNKNOWN(0),
    BLOCK_DEVICE(1),
    CHARACTER_DEVICE(2),
    DIRECTORY(3),
    REGULAR_FILE(4),
    SOCKET(6),
    SYMBOLIC_LINK(7);

    private final int code;

    FileKind(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    static FileKind ofMode(int mode) {
        return ofType((mode >> 12) & 0xf);
    }

    /** From the type byte of a directory entry, which is the upper part of the mode. */
    static FileKind ofType(int type) {
        return switch (type) {
            case 2 -> CHARACTER_DEVICE;
            case 4 -> DIRECTORY;
            case 6 -> BLOCK_DEVICE;
            case 8 -> REGULAR_FILE;
            case 10 -> SYMBOLIC_LINK;
            case 12 -> SOCKET;
            default -> UNKNOWN;
        };
    }
}
