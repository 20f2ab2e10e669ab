package dev.triptych.driver.container;

import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.WorkloadKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the Engine does not keep and we must know after a restart of ours: when we asked for each start, which divides
 * the one log of a container into its incarnations, and when we asked for a stop, which tells a program that we ended
 * from one that somebody else ended.
 *
 * <p>One small file per object with a line per request, written before the request is sent. A line whose request never
 * arrived does no harm: an incarnation belongs to the last request before it began.
 */
final class RunNotes {
    private static final String START = "start";
    private static final String STOP = "stop";
    private static final String RAN = "ran";

    /** A line that a crash cut short does not match. */
    private static final Pattern LINE =
            Pattern.compile("(?=start \\d+$|stop \\d+$|ran \\d+ \\d+$)(\\w+) (\\d{19})(?: (\\d{19}))?");

    private final Path folder;

    RunNotes(Path folder) {
        this.folder = folder;
    }

    /**
     * What was asked for one object, oldest first.
     *
     * @param runs which start of the Engine's each of our requests was seen to lead to
     */
    record Notes(List<Instant> starts, List<Instant> stops, Map<Instant, Instant> runs) {
        Notes {
            starts = List.copyOf(starts);
            stops = List.copyOf(stops);
            runs = Map.copyOf(runs);
        }

        /**
         * Names the incarnation that the Engine stamped so: by our request for it, which is known before the Engine can
         * be asked, or by the stamp where somebody else started it.
         */
        Instant incarnationOf(Instant startedAt) {
            Instant request = startRequestFor(startedAt).orElse(startedAt);
            return runs.getOrDefault(request, startedAt).equals(startedAt) ? request : startedAt;
        }

        /** The request that led to this start, when that is not on record yet. */
        Optional<Instant> unrecordedRequestFor(Instant startedAt) {
            return startRequestFor(startedAt).filter(request -> !runs.containsKey(request));
        }

        /** The last request to start at or before this time. */
        Optional<Instant> startRequestFor(Instant startedAt) {
            return starts.stream().filter(at -> !at.isAfter(startedAt)).reduce((earlier, later) -> later);
        }

        Optional<Instant> lastStart() {
            return starts.isEmpty() ? Optional.empty() : Optional.of(starts.getLast());
        }

        boolean stopAskedBetween(Instant from, Instant to) {
            return stops.stream().anyMatch(at -> !at.isBefore(from) && !at.isAfter(to));
        }
    }

    void startAsked(WorkloadKey key, Instant at) {
        append(key, START + " " + EngineTime.epochNanos(at));
    }

    void stopAsked(WorkloadKey key, Instant at) {
        append(key, STOP + " " + EngineTime.epochNanos(at));
    }

    /** A request was seen to have led to this start. */
    void ran(WorkloadKey key, Instant request, Instant startedAt) {
        append(key, RAN + " " + EngineTime.epochNanos(request) + " " + EngineTime.epochNanos(startedAt));
    }

    Notes read(WorkloadKey key) {
        List<Instant> starts = new ArrayList<>();
        List<Instant> stops = new ArrayList<>();
        Map<Instant, Instant> runs = new HashMap<>();
        for (String line : lines(file(key))) {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches()) {
                Instant at = EngineTime.ofEpochNanos(Long.parseLong(matcher.group(2)));
                switch (matcher.group(1)) {
                    case START -> starts.add(at);
                    case STOP -> stops.add(at);
                    default -> runs.put(at, EngineTime.ofEpochNanos(Long.parseLong(matcher.group(3))));
                }
            }
        }
        return new Notes(starts, stops, runs);
    }

    void forget(WorkloadKey key) {
        try {
            Files.deleteIfExists(file(key));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path file(WorkloadKey key) {
        return folder.resolve(key.id() + "-" + key.generation());
    }

    private void append(WorkloadKey key, String note) {
        // The line break comes first, so that a line cut short by a crash does not spoil the next.
        String line = "\n" + note;
        try {
            Files.createDirectories(folder);
            Files.writeString(
                    file(key), line, StandardCharsets.US_ASCII, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new DriverException(
                    DriverErrorCode.STORAGE_FULL,
                    "The container driver cannot write its notes below TRIPTYCH_HOME. Is the disk full?",
                    e.toString(),
                    e);
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.US_ASCII);
        } catch (NoSuchFileException none) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
