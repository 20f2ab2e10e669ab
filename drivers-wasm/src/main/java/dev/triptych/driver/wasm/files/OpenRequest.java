package dev.triptych.driver.wasm.files;

/** How a guest wants a name opened. */
public record OpenRequest(
        boolean followLink,
        boolean create,
        boolean exclusive,
        boolean truncate,
        boolean directory,
        boolean read,
        boolean write,
        boolean append,
        Durability durability) {

    boolean changes() {
        return create || truncate || write || append;
    }

    int flags() {
        int access = write || append ? (read ? OpenFlags.RDWR : OpenFlags.WRONLY) : OpenFlags.RDONLY;
        return access
                | (create ? OpenFlags.CREAT : 0)
                | (exclusive ? OpenFlags.EXCL : 0)
                | (truncate ? OpenFlags.TRUNC : 0)
                | durability.flag()
                | (append ? OpenFlags.APPEND : 0)
                | (directory ? OpenFlags.DIRECTORY : 0);
    }
}
