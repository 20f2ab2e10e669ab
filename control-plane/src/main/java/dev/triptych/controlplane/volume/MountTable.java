package dev.triptych.controlplane.volume;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What is mounted where this process looks, by proc_pid_mountinfo(5). */
final class MountTable {
    private static final Path TABLE = Path.of("/proc/self/mountinfo");
    private static final int POINT = 4;

    private MountTable() {}

    static boolean isMounted(Path directory) throws IOException {
        return Files.exists(TABLE)
                && points(Files.readAllLines(TABLE, StandardCharsets.UTF_8)).contains(directory.toString());
    }

    static Set<String> points(List<String> lines) {
        return lines.stream()
                .map(line -> unescaped(line.split(" ", POINT + 2)[POINT]))
                .collect(Collectors.toSet());
    }

    /** Space, tab, line feed and backslash are written in octal. */
    private static String unescaped(String point) {
        return point.replace("\\040", " ")
                .replace("\\011", "\t")
                .replace("\\012", "\n")
                .replace("\\134", "\\");
    }
}
