package dev.triptych.systemtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Processes of the host, by proc(5) and signal. */
public final class Processes {
    private static final int STATE = 0;
    private static final int START_TICKS = 19;

    private Processes() {}

    /** Whether a process that began then still runs; one that has ended may stay listed until somebody reaps it. */
    static boolean lives(long pid, String start) {
        try {
            String[] fields = fields(pid);
            return !fields[STATE].equals("Z") && fields[START_TICKS].equals(start);
        } catch (IOException gone) {
            return false;
        }
    }

    /** When a process began, in ticks since the boot: with its id, that is one process and no other. */
    public static String startOf(long pid) {
        try {
            return fields(pid)[START_TICKS];
        } catch (IOException e) {
            throw new UncheckedIOException("there is no process " + pid, e);
        }
    }

    private static String[] fields(long pid) throws IOException {
        String line = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        return line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
    }

    static void freeze(long pid) {
        Shell.run("kill", "-STOP", Long.toString(pid));
    }

    static void thaw(long pid) {
        Shell.run("kill", "-CONT", Long.toString(pid));
    }
}
