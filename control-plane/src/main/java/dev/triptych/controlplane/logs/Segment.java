package dev.triptych.controlplane.logs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One file of a run's log. Whoever opens the log for writing begins a term: it writes into files of its own only, and
 * what an earlier term still writes after that does not count. So a control plane that was replaced while it was held
 * up, and does not know it yet, can harm nothing.
 *
 * @param term counts the openings for writing
 * @param first the sequence number of its first record
 * @param end the sequence number before which its records count; {@link Long#MAX_VALUE} when no later term took over
 */
record Segment(int term, long first, long end, Path path) {
    private static final Pattern NAME = Pattern.compile("(\\d{6})-(\\d{16})\\.log");

    /** Its name sorts by term and then by sequence. */
    static Path path(Path folder, int term, long first) {
        return folder.resolve("%06d-%016d.log".formatted(term, first));
    }

    /** Those whose records count, oldest first. */
    static List<Segment> in(Path folder) throws IOException {
        List<Segment> counting = new ArrayList<>();
        int term = Integer.MAX_VALUE;
        long end = Long.MAX_VALUE;
        long oldest = Long.MAX_VALUE;
        for (Segment segment : newestFirst(folder)) {
            if (segment.term() < term) {
                term = segment.term();
                end = oldest;
            }
            if (segment.first() < end) {
                counting.add(new Segment(term, segment.first(), end, segment.path()));
                oldest = segment.first();
            }
        }
        return List.copyOf(counting.reversed());
    }

    private static List<Segment> newestFirst(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.flatMap(Segment::of)
                    .sorted(Comparator.comparingInt(Segment::term)
                            .thenComparingLong(Segment::first)
                            .reversed())
                    .toList();
        }
    }

    private static Stream<Segment> of(Path path) {
        Matcher name = NAME.matcher(String.valueOf(path.getFileName()));
        return name.matches()
                ? Stream.of(new Segment(
                        Integer.parseInt(name.group(1)), Long.parseLong(name.group(2)), Long.MAX_VALUE, path))
                : Stream.empty();
    }

    /** Whether this record, which stands in it, counts. */
    boolean holds(LogRecord record) {
        return record.sequence() < end;
    }
}
