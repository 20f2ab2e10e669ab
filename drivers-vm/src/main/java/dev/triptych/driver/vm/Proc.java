package dev.triptych.driver.vm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what the host's kernel says of processes (proc(5)). */
final class Proc {
    private static final Path ROOT = Path.of("/proc");
    private static final long NANOS_PER_TICK = 10_000_000; // USER_HZ is 100 on every x86-64 Linux
    private static final String BOOT_ID = readBootId();

    private Proc() {}

    /** Differs for each boot of the host; empty when the kernel does not say. */
    static String bootId() {
        return BOOT_ID;
    }

    private static String readBootId() {
        return read(ROOT.resolve("sys/kernel/random/boot_id")).orElse("").strip();
    }

    /**
     * A line of {@code /proc/<pid>/stat}.
     *
     * @param state one letter; {@code Z} and {@code X} are dead
     * @param startTicks when it started, in ticks since the boot: with the pid it names a process for ever
     */
    record Stat(char state, long cpuNanos, long threads, long startTicks) {
        boolean alive() {
            return state != 'Z' && state != 'X';
        }
    }

    static Optional<Stat> stat(long pid) {
        return read(file(pid, "stat")).map(line -> {
            String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
            long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
            return new Stat(
                    fields[0].charAt(0),
                    ticks * NANOS_PER_TICK,
                    Long.parseLong(fields[17]),
                    Long.parseLong(fields[19]));
        });
    }

    /** A value in KiB of a file such as {@code smaps_rollup} or {@code status}, in bytes. */
    static OptionalLong bytes(long pid, String file, String name) {
        Optional<String> text = read(file(pid, file));
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        Matcher line = Pattern.compile("(?m)^" + name + ":\\s+(\\d+) kB$").matcher(text.get());
        return line.find() ? OptionalLong.of(Long.parseLong(line.group(1)) << 10) : OptionalLong.empty();
    }

    /** The command line, its words separated by NUL; empty for a process that is gone. */
    static String commandLine(long pid) {
        return read(file(pid, "cmdline")).orElse("");
    }

    private static Path file(long pid, String name) {
        return ROOT.resolve(Long.toString(pid)).resolve(name);
    }

    private static Optional<String> read(Path file) {
        try {
            return Optional.of(Files.readString(file));
        } catch (IOException goneOrForbidden) {
            return Optional.empty(); // both mean to every caller that there is no figure to be had
        }
    }
}
