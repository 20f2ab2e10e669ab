package dev.triptych.driver.container;

import java.util.List;
import java.util.stream.IntStream;

/** The signals of Linux by number ({@code signal(7)}, as on x86 and ARM). */
final class SignalNames {
    private static final int REAL_TIME = 32;
    private static final List<String> NAMES = List.of(
            "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM",
            "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF",
            "WINCH", "IO", "PWR", "SYS");

    private SignalNames() {}

    /** Those whose bit is set: bit 0 is signal 1. Real-time signals are one name, for libraries use them by themselves. */
    static List<String> of(long mask) {
        List<String> names = IntStream.range(0, NAMES.size())
                .filter(bit -> (mask >>> bit & 1) == 1)
                .mapToObj(NAMES::get)
                .toList();
        boolean realTime = mask >>> (REAL_TIME - 1) != 0;
        return realTime
                ? java.util.stream.Stream.concat(names.stream(), java.util.stream.Stream.of("RT"))
                        .toList()
                : names;
    }
}
