package dev.triptych.driver.vm;

import dev.triptych.driver.vm.RunFacts.End;
import dev.triptych.spi.Moment;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds out how a run ended, from what the machine left behind. */
final class RunEnds {
    private static final int TAIL = 8192;
    private static final Pattern PANIC = Pattern.compile("Kernel panic - not syncing: ([^\\r\\n]{0,200})");

    private RunEnds() {}

    /** What a frame says of the end; empty when it is not about that. */
    static Optional<End> of(Frame frame, Moment at) {
        return switch (frame.type()) {
            case EXIT ->
                frame.content().length == 3
                        ? Optional.of(new End.ProgramEnded(
                                frame.content()[0] != 0, frame.content()[1] & 0xff, frame.content()[2] != 0, at))
                        : Optional.empty();
            case FAILED -> Optional.of(new End.InitFailed(new String(frame.content(), StandardCharsets.UTF_8), at));
            case MARK, STARTED, OUT, ERR -> Optional.empty();
        };
    }

    /** For a machine that ended while nobody watched: the last word in its log, timed by the log's last change. */
    static End fromLogs(MachineFiles files) throws IOException {
        Moment at = lastChange(files);
        if (GuestSecret.exists(files)) {
            try (FrameReader frames =
                    new FrameReader(new RotatedLog(files.frames(), null), GuestSecret.read(files), true)) {
                for (Frame frame = frames.next(); frame != null; frame = frames.next()) {
                    Optional<End> end = of(frame, at);
                    if (end.isPresent()) {
                        return end.get();
                    }
                }
            }
        }
        return withoutWord(files, at);
    }

    /** For a machine whose init said nothing, or that has none of ours. */
    static End withoutWord(MachineFiles files, Moment at) throws IOException {
        Matcher panic = PANIC.matcher(tail(files));
        return panic.find()
                ? new End.MachineEnded(true, "the guest's kernel panicked: " + panic.group(1), at)
                : new End.MachineEnded(
                        false,
                        Files.exists(files.disk())
                                ? "the machine was powered off from inside; a system on a disk leaves no exit code"
                                : "the machine went off without a word from inside",
                        at);
    }

    /** Whether the machine left any trace of having run. */
    static boolean leftTraces(MachineFiles files) throws IOException {
        return size(files.console()) > 0 || size(files.frames()) > 0;
    }

    private static long size(Path file) throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }

    private static Moment lastChange(MachineFiles files) throws IOException {
        Path log = size(files.frames()) > 0 ? files.frames() : files.console();
        return Moment.wallClockOnly(
                Files.exists(log)
                        ? Files.getLastModifiedTime(log).toInstant()
                        : Files.getLastModifiedTime(files.folder()).toInstant());
    }

    private static String tail(MachineFiles files) throws IOException {
        if (!Files.exists(files.console())) {
            return "";
        }
        try (RandomAccessFile console = new RandomAccessFile(files.console().toFile(), "r")) {
            byte[] bytes = new byte[(int) Math.min(TAIL, console.length())];
            console.seek(console.length() - bytes.length);
            console.readFully(bytes);
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }
}
