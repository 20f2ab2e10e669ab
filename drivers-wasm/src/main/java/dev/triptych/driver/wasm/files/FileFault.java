package dev.triptych.driver.wasm.files;

/** A file operation was refused, for a reason the guest is told. Carries no stack: guests cause many of these. */
public final class FileFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Errno errno;

    public FileFault(Errno errno) {
        super(errno.name(), null, false, false);
        this.errno = errno;
    }

    public Errno errno() {
        return errno;
    }
}
