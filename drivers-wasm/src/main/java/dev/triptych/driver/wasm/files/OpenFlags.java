package dev.triptych.driver.wasm.files;

import java.util.Locale;

/** Numbers of {@code fcntl.h} and {@code sys/stat.h} on Linux; four of them differ between processors. */
final class OpenFlags {
    private static final boolean ARM =
            System.getProperty("os.arch", "").toLowerCase(Locale.ROOT).startsWith("aarch64");

    static final int RDONLY = 0;
    static final int WRONLY = 1;
    static final int RDWR = 2;
    static final int CREAT = 0x40;
    static final int EXCL = 0x80;
    static final int NOCTTY = 0x100;
    static final int TRUNC = 0x200;
    static final int APPEND = 0x400;
    static final int NONBLOCK = 0x800;
    static final int DSYNC = 0x1000;
    static final int SYNC = 0x101000;
    static final int CLOEXEC = 0x80000;
    static final int PATH = 0x200000;
    static final int DIRECTORY = ARM ? 0x4000 : 0x10000;
    static final int NOFOLLOW = ARM ? 0x8000 : 0x20000;

    static final int AT_FDCWD = -100;
    static final int AT_SYMLINK_NOFOLLOW = 0x100;
    static final int AT_REMOVEDIR = 0x200;
    static final int AT_EMPTY_PATH = 0x1000;
    static final int F_SETFL = 4;

    private OpenFlags() {}
}
