package dev.triptych.driver.wasm.host.kept;

import dev.triptych.spi.LogStream;
import dev.triptych.spi.Moment;
import dev.triptych.spi.WorkloadId;
import dev.triptych.spi.WorkloadKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The files of one incarnation, the oldest of which can be given up. Not safe for use by several threads at once. */
public final class KeptFiles implements AutoCloseable {
    /** A new file is begun when one is this long. */
    public static final long SEGMENT_BYTES = 1 << 20;

    private static final Pattern NAME = Pattern.compile("([0-9a-f-]{36})-([1-9][0-9]{0,17})-.*\\.[0-9]{6}");

    private final Path folder;
    private final KeptStart start;
    private final KeptBudget budget;
    private final Deque<SegmentFile> segments = new ArrayDeque<>();
    private int made;

    private KeptFiles(Path folder, KeptStart start, KeptBudget budget) {
        this.folder = folder;
        this.start = start;
        this.budget = budget;
    }

    /** A piece and the file that it is in. */
    public record Placed(SegmentFile file, KeptPiece piece) {}

    /** What was found of an incarnation: its pieces in order, and its end when it is known. */
    public record Found(
            KeptFiles files,
            KeptStart start,
            List<Placed> pieces,
            @Nullable KeptEnd end) {}

    /** For an incarnation that begins. */
    public static KeptFiles begin(Path folder, KeptStart start, KeptBudget budget) throws IOException {
        KeptFiles files = new KeptFiles(folder, start, budget);
        files.next();
        return files;
    }

    /** All that a host has left; files that hold nothing are removed. */
    public static Collection<Found> in(Path folder) throws IOException {
        Map<String, Found> found = new TreeMap<>();
        List<Path> paths;
        try (Stream<Path> all = Files.list(folder)) {
            paths = all.sorted().toList();
        }
        for (Path path : paths) {
            SegmentFile.Content content = SegmentFile.open(path, "rw");
            if (content == null) {
                Files.delete(path);
                continue;
            }
            Found run = found.computeIfAbsent(
                    content.start().incarnation() + content.start().key(),
                    _ -> new Found(
                            new KeptFiles(folder, content.start(), new KeptBudget(Long.MAX_VALUE)),
                            content.start(),
                            new ArrayList<>(),
                            null));
            run.files().segments.add(content.file());
            run.files().made = run.files().segments.size();
            content.pieces().forEach(piece -> run.pieces().add(new Placed(content.file(), piece)));
            if (content.end() != null) {
                found.put(
                        content.start().incarnation() + content.start().key(),
                        new Found(run.files(), run.start(), run.pieces(), content.end()));
            }
        }
        return found.values();
    }

    /** Whose files are in a folder, by their names alone; of a host that still writes them. */
    public static Set<WorkloadKey> keys(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(path -> NAME.matcher(String.valueOf(path.getFileName())))
                    .filter(Matcher::matches)
                    .map(name -> new WorkloadKey(
                            new WorkloadId(UUID.fromString(name.group(1))), Long.parseLong(name.group(2))))
                    .collect(Collectors.toSet());
        }
    }

    /** Whose runs have all ended, as far as their last files tell; nothing of a file is changed. */
    public static Set<WorkloadKey> ended(Path folder) throws IOException {
        Set<WorkloadKey> ended = new HashSet<>();
        try (Stream<Path> all = Files.list(folder)) {
            for (Path path : all.filter(one -> Files.isRegularFile(one, LinkOption.NOFOLLOW_LINKS))
                    .toList()) {
                SegmentFile.Content content = SegmentFile.open(path, "r");
                if (content != null) {
                    content.file().close();
                    if (content.end() != null) {
                        ended.add(content.start().key());
                    }
                }
            }
        }
        return ended;
    }

    private SegmentFile next() throws IOException {
        String name = "%s-%d-%s.%06d".formatted(start.key().id(), start.key().generation(), start.incarnation(), made);
        SegmentFile segment = SegmentFile.create(folder.resolve(name), start);
        made++;
        segments.add(segment);
        budget.add(segment.size());
        return segment;
    }

    /** Keeps a piece. */
    public Placed append(LogStream stream, Moment at, long position, byte[] bytes) throws IOException {
        SegmentFile segment = segments.getLast().size() < SEGMENT_BYTES ? segments.getLast() : next();
        long before = segment.size();
        KeptPiece piece = segment.append(stream, at, position, bytes);
        budget.add(segment.size() - before);
        return new Placed(segment, piece);
    }

    /** Makes the last piece longer. */
    public Placed extend(Placed last, byte[] more) throws IOException {
        KeptPiece piece = last.file().extend(last.piece(), more);
        budget.add(more.length);
        return new Placed(last.file(), piece);
    }

    /** Keeps how it ended. */
    public void end(KeptEnd end, long position) throws IOException {
        segments.getLast().end(end, position);
    }

    /** Whether all files of the host together are too much. */
    public boolean exceedsBudget() {
        return budget.exceeded();
    }

    /** Gives up the oldest file unless it is the only one; null then. */
    public @Nullable SegmentFile dropOldest() throws IOException {
        if (segments.size() < 2) {
            return null;
        }
        SegmentFile oldest = segments.removeFirst();
        budget.add(-oldest.size());
        oldest.delete();
        return oldest;
    }

    /** Bytes that they take on disk. */
    public long bytes() {
        return segments.stream().mapToLong(SegmentFile::size).sum();
    }

    /** Removes all of them. */
    public void delete() throws IOException {
        budget.add(-bytes());
        while (!segments.isEmpty()) {
            segments.removeFirst().delete();
        }
    }

    @Override
    public void close() throws IOException {
        for (SegmentFile segment : segments) {
            segment.close();
        }
    }
}
