package dev.triptych.controlplane.web;

import dev.triptych.controlplane.logs.LogRecord;
import dev.triptych.controlplane.logs.LogRecord.Output;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/** Keeps the last lines of what passes. Records are cut anywhere, so the first one that is kept may be shortened. */
final class LogTail {
    private final int lines;
    private final Deque<LogRecord> kept = new ArrayDeque<>();
    private long lineEnds;

    LogTail(int lines) {
        this.lines = lines;
    }

    void add(LogRecord record) {
        kept.add(record);
        lineEnds += lineEnds(record);
        // One line end more than lines: the last line may still be without its own.
        while (kept.size() > 1 && lineEnds - lineEnds(kept.getFirst()) > lines) {
            lineEnds -= lineEnds(kept.removeFirst());
        }
    }

    /** The records that hold the last lines, and nothing before them. */
    List<LogRecord> records() {
        Deque<LogRecord> answer = new ArrayDeque<>();
        long missing = lines;
        boolean atEnd = true;
        for (LogRecord record : kept.reversed()) {
            if (!(record instanceof Output output)) {
                answer.addFirst(record);
                continue;
            }
            byte[] bytes = output.bytes();
            for (int i = bytes.length - 1; i >= 0; i--) {
                if (bytes[i] == '\n' && !atEnd && --missing == 0) {
                    answer.addFirst(from(output, i + 1));
                    return List.copyOf(answer);
                }
                atEnd = false;
            }
            if (lines > 0) {
                answer.addFirst(record);
            }
        }
        return List.copyOf(answer);
    }

    private static Output from(Output output, int index) {
        byte[] rest = Arrays.copyOfRange(output.bytes(), index, output.bytes().length);
        return new Output(output.run(), output.sequence(), output.at(), output.stream(), rest);
    }

    private static long lineEnds(LogRecord record) {
        if (!(record instanceof Output output)) {
            return 0;
        }
        long ends = 0;
        for (byte b : output.bytes()) {
            if (b == '\n') {
                ends++;
            }
        }
        return ends;
    }
}
