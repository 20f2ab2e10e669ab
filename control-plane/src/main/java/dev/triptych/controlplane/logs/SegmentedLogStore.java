package dev.triptych.controlplane.logs;

import dev.triptych.controlplane.platform.DiskGuard;
import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.Home;
import dev.triptych.controlplane.platform.TriptychException.InvalidRequest;
import dev.triptych.controlplane.platform.TriptychException.LimitReached;
import dev.triptych.spi.LogStream;
import dev.triptych.spi.WorkloadId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import org.springframework.util.FileSystemUtils;

/** Logs as files: {@code logs/<workload>/<run>/<term>-<first sequence>.log} below the home. */
@Component
class SegmentedLogStore implements LogStore {
    private static final Pattern CURSOR = Pattern.compile("(\\d{1,9})\\.(\\d{1,18})");

    private final Path root;
    private final LogsProperties properties;
    private final DiskGuard disk;
    private final Clock clock;
    private final Semaphore readers;
    private final Map<Key, Shared> open = new ConcurrentHashMap<>();

    SegmentedLogStore(Home home, LogsProperties properties, DiskGuard disk, Clock clock) {
        this.root = home.folder("logs");
        this.properties = properties;
        this.disk = disk;
        this.clock = clock;
        this.readers = new Semaphore(properties.readers());
    }

    @Override
    public Reader open(WorkloadId workload, LogQuery query) {
        checkCursor(query);
        if (!readers.tryAcquire()) {
            throw new LimitReached(ErrorCode.TOO_MANY_REQUESTS, "Too many logs are being read. Close one and repeat.");
        }
        Key key = new Key(workload, query.run());
        RunLog log = acquire(key);
        try {
            return new LogPosition(log, query, clock, () -> {
                release(key);
                readers.release();
            });
        } catch (RuntimeException e) {
            release(key);
            readers.release();
            throw e;
        }
    }

    private static void checkCursor(LogQuery query) {
        String cursor = query.cursor();
        if (cursor != null && (!CURSOR.matcher(cursor).matches() || !cursor.startsWith(query.run() + "."))) {
            throw InvalidRequest.of("cursor", "is not one that the log of run " + query.run() + " gave");
        }
    }

    @Override
    public LogWriter write(WorkloadId workload, int run) {
        Key key = new Key(workload, run);
        return new OpenWriter(acquire(key), () -> release(key));
    }

    private RunLog acquire(Key key) {
        Shared shared = open.compute(
                key,
                (_, known) -> known == null ? new Shared(newLog(key), 1) : new Shared(known.log(), known.users() + 1));
        return shared.log();
    }

    private RunLog newLog(Key key) {
        return new RunLog(
                key.run(),
                folder(key.workload()).resolve(String.valueOf(key.run())),
                properties.segment().bytes(),
                () -> dropOldest(key.workload()),
                clock);
    }

    private void release(Key key) {
        open.computeIfPresent(key, (_, shared) -> {
            if (shared.users() == 1) {
                shared.log().close();
                return null;
            }
            return new Shared(shared.log(), shared.users() - 1);
        });
    }

    private Path folder(WorkloadId workload) {
        return root.resolve(workload.toString());
    }

    /** Makes room for one more segment. On a disk that is full, what is written takes the place of what was. */
    private void dropOldest(WorkloadId workload) {
        boolean full = disk.level() == DiskGuard.Level.FULL;
        long room = full
                ? 0
                : properties.perWorkload().bytes() - properties.segment().bytes();
        try (Stream<Path> files = Files.walk(folder(workload))) {
            List<Path> newestFirst = files.filter(Files::isRegularFile)
                    .sorted(Comparator.comparingInt(SegmentedLogStore::runOf)
                            .thenComparing(Path::getFileName)
                            .reversed())
                    .toList();
            for (Path segment : newestFirst) {
                room -= Files.size(segment);
                if (room < 0) {
                    Files.delete(segment);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int runOf(Path segment) {
        return Integer.parseInt(segment.getName(segment.getNameCount() - 2).toString());
    }

    @Override
    public Tail tail(WorkloadId workload, int run, LogStream stream, int maxBytes) {
        Key key = new Key(workload, run);
        RunLog log = acquire(key);
        try {
            return tail(log, stream, maxBytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            release(key);
        }
    }

    private static Tail tail(RunLog log, LogStream stream, int maxBytes) throws IOException {
        ByteArrayOutputStream end = new ByteArrayOutputStream();
        List<Segment> segments = log.segments();
        int first = segments.size();
        while (first > 0 && end.size() <= maxBytes) {
            first--;
            ByteArrayOutputStream more = new ByteArrayOutputStream();
            outputOf(log.run(), segments.get(first), stream, more);
            more.writeBytes(end.toByteArray());
            end = more;
        }
        byte[] bytes = end.toByteArray();
        int kept = Math.min(maxBytes, bytes.length);
        byte[] tail = Arrays.copyOfRange(bytes, bytes.length - kept, bytes.length);
        boolean dropped = !segments.isEmpty() && segments.getFirst().first() > 0;
        return new Tail(tail, kept < bytes.length || first > 0 || dropped);
    }

    private static void outputOf(int run, Segment segment, LogStream stream, ByteArrayOutputStream into)
            throws IOException {
        try {
            ByteBuffer buffer = ByteBuffer.wrap(Files.readAllBytes(segment.path()));
            LogFrame frame = LogFrame.decode(run, buffer);
            while (frame != null && segment.holds(frame.record())) {
                if (frame.record() instanceof LogRecord.Output output && output.stream() == stream) {
                    into.writeBytes(output.bytes());
                }
                frame = LogFrame.decode(run, buffer);
            }
        } catch (NoSuchFileException dropped) {
            into.reset(); // to keep the log within its limit
        }
    }

    @Override
    public void prune(Duration kept) {
        Instant before = clock.instant().minus(kept);
        try (Stream<Path> runs = Files.walk(root, 2)) {
            for (Path run : runs.filter(path -> root.relativize(path).getNameCount() == 2)
                    .toList()) {
                Key key = key(run);
                if (!open.containsKey(key) && isOlder(run, before)) {
                    FileSystemUtils.deleteRecursively(run);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("old logs cannot be removed", e);
        }
    }

    private static Key key(Path run) {
        return new Key(
                new WorkloadId(
                        UUID.fromString(run.getName(run.getNameCount() - 2).toString())),
                Integer.parseInt(String.valueOf(run.getFileName())));
    }

    /** The folder tells when its newest segment was begun: that alone rules most out. */
    private static boolean isOlder(Path run, Instant before) throws IOException {
        if (!Files.getLastModifiedTime(run).toInstant().isBefore(before)) {
            return false;
        }
        try (Stream<Path> segments = Files.list(run)) {
            for (Path segment : segments.toList()) {
                if (!Files.getLastModifiedTime(segment).toInstant().isBefore(before)) {
                    return false;
                }
            }
        }
        return true;
    }

    @Override
    public void delete(WorkloadId workload) {
        Path folder = folder(workload);
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the log of " + workload + " cannot be deleted", e);
        }
    }

    private record Key(WorkloadId workload, int run) {}

    private record Shared(RunLog log, int users) {}
}
