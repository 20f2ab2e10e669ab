package dev.triptych.controlplane.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads meminfo of proc(5). */
final class HostMemory {
    private final Path meminfo;

    HostMemory(Path meminfo) {
        this.meminfo = meminfo;
    }

    /** In bytes. */
    record Amounts(long total, long available) {}

    Amounts read() {
        try {
            List<String> lines = Files.readAllLines(meminfo);
            return new Amounts(bytes(lines, "MemTotal:"), bytes(lines, "MemAvailable:"));
        } catch (IOException e) {
            throw new UncheckedIOException("the host's memory cannot be read", e);
        }
    }

    /** Lines read {@code MemTotal:       24659968 kB}, where kB is 1024 bytes. */
    private static long bytes(List<String> lines, String key) {
        return lines.stream()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(key.length()).strip().split(" ", 2)[0])
                .mapToLong(kibibytes -> Long.parseLong(kibibytes) * 1024)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("meminfo has no " + key));
    }
}
