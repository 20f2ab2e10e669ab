package dev.triptych.driver.container;

import dev.triptych.spi.Exit;
import dev.triptych.spi.ExitReason;
import dev.triptych.spi.Moment;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * The Engine's exit status → why a run ended.
 *
 * <p>A container <em>was signalled</em> when its status is 128 + a signal's number: the runtime folds the two into one
 * number, so a program that exits with such a code by itself looks the same. It <em>was stopped</em> when we asked for
 * that between its start and its end. It <em>ran out of memory</em> when the kernel killed its first process for that;
 * when only a child was killed, what the first process made of it counts.
 */
final class ExitMapper {
    private static final int SIGNAL_BASE = 128;
    private static final int LAST_SIGNAL = 64;
    private static final int SIGKILL = 9;
    private static final Map<Integer, String> SIGNAL_NAMES = Map.ofEntries(
            Map.entry(1, "SIGHUP"),
            Map.entry(2, "SIGINT"),
            Map.entry(3, "SIGQUIT"),
            Map.entry(4, "SIGILL"),
            Map.entry(6, "SIGABRT"),
            Map.entry(7, "SIGBUS"),
            Map.entry(8, "SIGFPE"),
            Map.entry(9, "SIGKILL"),
            Map.entry(11, "SIGSEGV"),
            Map.entry(13, "SIGPIPE"),
            Map.entry(14, "SIGALRM"),
            Map.entry(15, "SIGTERM"));

    private ExitMapper() {}

    static Exit exit(int status, boolean oomFlag, boolean stopAsked, BooleanSupplier reachedMemoryLimit, Moment at) {
        int signal = status > SIGNAL_BASE && status <= SIGNAL_BASE + LAST_SIGNAL ? status - SIGNAL_BASE : 0;
        if (signal == SIGKILL && (oomFlag || (!stopAsked && reachedMemoryLimit.getAsBoolean()))) {
            return new Exit(
                    ExitReason.OUT_OF_MEMORY,
                    null,
                    SIGKILL,
                    at,
                    "It needed more memory than its limit, and the kernel ended it.");
        }
        if (stopAsked) {
            return signal == 0
                    ? new Exit(ExitReason.STOPPED, status, null, at, "It ended after it was asked to stop.")
                    : new Exit(ExitReason.STOPPED, null, signal, at, "It was stopped by " + name(signal) + ".");
        }
        if (signal != 0) {
            return new Exit(ExitReason.SIGNALLED, null, signal, at, name(signal) + " ended it.");
        }
        String detail = oomFlag ? "One of its processes was ended because it needed more memory than the limit." : "";
        return new Exit(ExitReason.EXITED, status, null, at, detail);
    }

    private static String name(int signal) {
        return SIGNAL_NAMES.getOrDefault(signal, "Signal " + signal);
    }
}
