package dev.triptych.driver.vm;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in a log that is rotated under its reader.
 *
 * @param file which of the files: its inode and its birth, since an inode alone is used again
 */
record LogPosition(String file, long offset) {
    private static final Pattern TEXT = Pattern.compile("([0-9a-f]+-[0-9a-f]+)@(\\d{1,18})");

    static Optional<LogPosition> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        return matcher.matches()
                ? Optional.of(new LogPosition(matcher.group(1), Long.parseLong(matcher.group(2))))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return file + "@" + offset;
    }
}
