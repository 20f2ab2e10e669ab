package dev.triptych.driver.vm;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a subscription is: in the program's output and on the console. Null is the beginning. */
record LogCursor(@Nullable LogPosition frames, @Nullable LogPosition console) {
    static final LogCursor START = new LogCursor(null, null);

    /** A text that is not a cursor means the beginning, which repeats and loses nothing. */
    static LogCursor parse(String text) {
        List<String> parts = List.of(text.split(",", -1));
        return parts.size() == 2 ? new LogCursor(position(parts.get(0)), position(parts.get(1))) : START;
    }

    private static @Nullable LogPosition position(String text) {
        return LogPosition.parse(text).orElse(null);
    }

    @Override
    public String toString() {
        return (frames == null ? "" : frames) + "," + (console == null ? "" : console);
    }
}
