package dev.triptych.driver.wasm.wasi;

import dev.triptych.driver.wasm.files.Errno;
import dev.triptych.driver.wasm.files.FileFault;

/** The rights of preview 1 that decide how a file is opened, and the sets that descriptors report. */
final class Rights {
    static final long FD_DATASYNC = 1L;
    static final long FD_READ = 1L << 1;
    static final long FD_WRITE = 1L << 6;
    static final long FD_ALLOCATE = 1L << 8;
    static final long FD_READDIR = 1L << 14;
    static final long PATH_FILESTAT_SET_SIZE = 1L << 19;
    static final long FD_FILESTAT_SET_SIZE = 1L << 22;
    static final long POLL = 1L << 27;

    /** All that apply to a regular file. */
    static final long FILE = FD_DATASYNC
            | FD_READ
            | 1L << 2
            | 1L << 3
            | 1L << 4
            | 1L << 5
            | FD_WRITE
            | 1L << 7
            | FD_ALLOCATE
            | 1L << 21
            | FD_FILESTAT_SET_SIZE
            | 1L << 23
            | POLL;

    /** All that apply to a directory. Those to make hard links are among them, as programs expect; the call is refused. */
    static final long DIRECTORY = FD_READDIR
            | 1L << 3
            | 1L << 4
            | 1L << 9
            | 1L << 10
            | 1L << 11
            | 1L << 12
            | 1L << 13
            | 1L << 15
            | 1L << 16
            | 1L << 17
            | 1L << 18
            | PATH_FILESTAT_SET_SIZE
            | 1L << 20
            | 1L << 21
            | 1L << 23
            | 1L << 24
            | 1L << 25
            | 1L << 26;

    /** Any of these asks for a file that can be changed. */
    static final long WRITING = FD_DATASYNC | FD_WRITE | FD_ALLOCATE | FD_FILESTAT_SET_SIZE;

    private Rights() {}

    /**
     * Refuses what a descriptor has no right to, or has given up.
     *
     * @throws FileFault {@link Errno#NOTCAPABLE}
     */
    static void require(long held, long wanted) {
        if ((held & wanted) != wanted) {
            throw new FileFault(Errno.NOTCAPABLE);
        }
    }
}
