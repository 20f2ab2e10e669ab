package dev.triptych.driver.wasm.files;

/** The error words of WASI preview 1 that we use, with their numbers there and on Linux. */
public enum Errno {
    SUCCESS(0, 0),
    TOOBIG(1, 7),
    ACCES(2, 13),
    AGAIN(6, 11),
    BADF(8, 9),
    BUSY(10, 16),
    DQUOT(19, 122),
    EXIST(20, 17),
    FAULT(21, 14),
    FBIG(22, 27),
    ILSEQ(25, 84),
    INTR(27, 4),
    INVAL(28, 22),
    IO(29, 5),
    ISDIR(31, 21),
    LOOP(32, 40),
    MFILE(33, 24),
    MLINK(34, 31),
    NAMETOOLONG(37, 36),
    NFILE(41, 23),
    NOENT(44, 2),
    NOMEM(48, 12),
    NOSPC(51, 28),
    NOSYS(52, 38),
    NOTDIR(54, 20),
    NOTEMPTY(55, 39),
    NOTSOCK(57, 88),
    NOTSUP(58, 95),
    NXIO(60, 6),
    OVERFLOW(61, 75),
    PERM(63, 1),
    PIPE(64, 32),
    RANGE(68, 34),
    ROFS(69, 30),
    SPIPE(70, 29),
    TXTBSY(74, 26),
    XDEV(75, 18),
    /** The path leads out of what was granted; Linux has no such word. */
    NOTCAPABLE(76, -1);

    private final int wasi;
    private final int linux;

    Errno(int wasi, int linux) {
        this.wasi = wasi;
        this.linux = linux;
    }

    /** The number a guest sees. */
    public int code() {
        return wasi;
    }

    /** The word for a Linux number; {@link #IO} for one that has none here. */
    static Errno ofLinux(int number) {
        for (Errno errno : values()) {
            if (errno.linux == number) {
                return errno;
            }
        }
        return IO;
    }
}
