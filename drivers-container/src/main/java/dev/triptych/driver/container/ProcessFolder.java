package dev.triptych.driver.container;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the host's {@code /proc} says of one process ({@code proc_pid(5)}). Every read is bounded, and ends in nothing when
 * the process does.
 *
 * @param pid on the host
 * @param startTicks tells it from another process of the same number
 */
record ProcessFolder(Path proc, long pid, long startTicks) {
    private static final int MOST_BYTES = 4 << 20;
    private static final int MOST_DESCRIPTORS = 4096;
    private static final int PARENT = 1;
    private static final int REAPED_FAULTS = 8;
    private static final int START = 19;

    /** The process of this number now; empty when there is none. */
    static Optional<ProcessFolder> of(Path proc, long pid) {
        ProcessFolder unknown = new ProcessFolder(proc, pid, 0);
        return unknown.stat().map(stat -> new ProcessFolder(proc, pid, stat[START]));
    }

    /** Whether it is still the same process. */
    boolean lives() {
        return stat().map(stat -> stat[START] == startTicks).orElse(false);
    }

    long parent() {
        return stat().map(stat -> stat[PARENT]).orElse(0L);
    }

    /** Minor page faults of its children that have ended and were waited for. */
    long reapedFaults() {
        return stat().map(stat -> stat[REAPED_FAULTS]).orElse(0L);
    }

    /** The numbers after the name, which may hold anything; the state is not one and counts as 0. */
    private Optional<long[]> stat() {
        return text("stat").flatMap(text -> {
            String[] words = text.substring(text.lastIndexOf(')') + 1).strip().split(" ", -1);
            if (words.length <= START) {
                return Optional.empty();
            }
            long[] numbers = new long[START + 1];
            for (int i = 1; i < numbers.length; i++) {
                numbers[i] = Long.parseLong(words[i]);
            }
            return Optional.of(numbers);
        });
    }

    /** The lines {@code Name: value} of its status; empty when it has ended. */
    Map<String, String> status() {
        Map<String, String> lines = new HashMap<>();
        text("status")
                .ifPresent(text -> text.lines().forEach(line -> {
                    int colon = line.indexOf(':');
                    if (colon > 0) {
                        lines.put(
                                line.substring(0, colon),
                                line.substring(colon + 1).strip());
                    }
                }));
        return lines;
    }

    /** Children of all its threads. */
    List<Long> children() {
        List<Long> children = new ArrayList<>();
        for (String task : names("task")) {
            text("task/" + task + "/children").ifPresent(text -> {
                for (String word : text.strip().split(" ", -1)) {
                    if (!word.isEmpty()) {
                        children.add(Long.parseLong(word));
                    }
                }
            });
        }
        return children;
    }

    /** What its descriptors point to, by the kernel's words. */
    List<String> descriptors() {
        List<String> targets = new ArrayList<>();
        for (String descriptor : names("fd")) {
            link("fd/" + descriptor).ifPresent(targets::add);
        }
        return targets;
    }

    boolean descriptorsAreReadable() {
        return Files.isReadable(folder().resolve("fd"));
    }

    Optional<String> link(String name) {
        try {
            return Optional.of(Files.readSymbolicLink(folder().resolve(name)).toString());
        } catch (IOException endedOrForbidden) {
            return Optional.empty();
        }
    }

    Optional<String> text(String name) {
        try (InputStream in = Files.newInputStream(folder().resolve(name))) {
            return Optional.of(new String(in.readNBytes(MOST_BYTES), UTF_8));
        } catch (IOException endedOrForbidden) {
            return Optional.empty();
        }
    }

    private List<String> names(String folder) {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder().resolve(folder))) {
            for (Path entry : entries) {
                if (names.size() == MOST_DESCRIPTORS) {
                    break;
                }
                names.add(entry.getFileName().toString());
            }
        } catch (IOException | java.nio.file.DirectoryIteratorException endedOrForbidden) {
            return names;
        }
        return names;
    }

    private Path folder() {
        return proc.resolve(Long.toString(pid));
    }
}
