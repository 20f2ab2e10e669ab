package dev.triptych.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How urgent this process is to the kernel, and its children are not: what does others' work is as urgent as theirs. */
public final class Urgency {
    /** Where niceness stands among the fields that follow the program's name (proc_pid_stat(5): field 19 of all). */
    private static final int NICE = 16;

    private Urgency() {}

    /**
     * What goes before a command so that it runs with the usual urgency; nothing where this process has no other.
     *
     * @throws IOException when the kernel does not tell our own
     */
    public static List<String> usual() throws IOException {
        return usual(Files.readString(Path.of("/proc/self/stat")));
    }

    static List<String> usual(String stat) {
        // the program's name is in brackets and may hold anything
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        int nice = Integer.parseInt(fields[NICE]);
        return nice < 0 ? List.of("nice", "-n", Integer.toString(-nice)) : List.of();
    }
}
