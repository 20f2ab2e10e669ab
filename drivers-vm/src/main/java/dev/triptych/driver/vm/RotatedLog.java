package dev.triptych.driver.vm;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads a log that virtlogd writes: it renames {@code log} to {@code log.0}, {@code log.0} to {@code log.1} and so on
 * when the file is full, and drops the oldest. What is open stays readable. For one thread.
 */
final class RotatedLog implements AutoCloseable {
    private static final int TRIES = 5;

    private final Path path;
    private @Nullable RandomAccessFile open;
    private String openId = "";
    private boolean lost;

    /** @param from where to go on; null for the oldest byte that is kept */
    RotatedLog(Path path, @Nullable LogPosition from) throws IOException {
        this.path = path;
        if (from != null) {
            Entry entry = find(from.file());
            if (entry == null) {
                lost = true;
            } else {
                open(entry);
                seek(from.offset());
            }
        }
    }

    /** The place that is this many bytes before the end of what is there now, or the oldest byte; null when nothing is there. */
    static @Nullable LogPosition beforeEnd(Path path, long bytes) throws IOException {
        try (RotatedLog log = new RotatedLog(path, null)) {
            LogPosition found = null;
            long left = bytes;
            for (Entry file : log.files().reversed()) {
                if (found != null && left == 0) {
                    break;
                }
                if (log.open(file)) {
                    long size = Objects.requireNonNull(log.open).length();
                    found = new LogPosition(file.id(), Math.max(0, size - left));
                    left = Math.max(0, left - size);
                }
            }
            return found;
        }
    }

    private record Entry(Path file, String id) {}

    /** Reads what is there; 0 when there is nothing more now, or bytes were lost before the next. */
    int read(byte[] target, int offset, int length) throws IOException {
        while (length > 0) {
            RandomAccessFile current = open;
            if (current == null) {
                if (!openOldest()) {
                    return 0;
                }
                continue;
            }
            int count = current.read(target, offset, length);
            if (count > 0) {
                return count;
            }
            if (!openNext(current)) {
                return 0;
            }
        }
        return 0;
    }

    /** The place of the next byte; null when nothing was ever opened. */
    @Nullable
    LogPosition position() throws IOException {
        return open == null ? null : new LogPosition(openId, open.getFilePointer());
    }

    /** Whether bytes were lost just before the next one; asking resets it. */
    boolean takeLoss() {
        boolean was = lost;
        lost = false;
        return was;
    }

    /** Whether there is more than the one file that it began with. */
    boolean rotated() throws IOException {
        return files().size() > 1;
    }

    private void seek(long offset) throws IOException {
        if (open != null) {
            open.seek(offset);
        }
    }

    private boolean openOldest() throws IOException {
        List<Entry> files = files();
        return !files.isEmpty() && open(files.getFirst());
    }

    private boolean openNext(RandomAccessFile current) throws IOException {
        for (int attempt = 0; attempt < TRIES; attempt++) {
            List<Entry> files = files();
            int index = indexOf(files, openId);
            if (index >= 0 && index == files.size() - 1) {
                return false;
            }
            if (current.getFilePointer() < current.length()) {
                return true; // written between the read and the rotation
            }
            if (index >= 0) {
                return open(files.get(index + 1));
            }
            if (files.isEmpty()) {
                return false; // the machine is being removed
            }
        }
        lost = true;
        openOldest();
        return false; // the reader learns of the loss before it reads on
    }

    private boolean open(Entry entry) throws IOException {
        RandomAccessFile next;
        try {
            next = new RandomAccessFile(entry.file().toFile(), "r");
        } catch (java.io.FileNotFoundException gone) {
            return false;
        }
        if (!entry.id().equals(id(entry.file()))) {
            next.close(); // renamed in between; the caller looks again
            return false;
        }
        close();
        open = next;
        openId = entry.id();
        return true;
    }

    private @Nullable Entry find(String id) throws IOException {
        List<Entry> files = files();
        int index = indexOf(files, id);
        return index < 0 ? null : files.get(index);
    }

    private static int indexOf(List<Entry> files, String id) {
        for (int i = 0; i < files.size(); i++) {
            if (files.get(i).id().equals(id)) {
                return i;
            }
        }
        return -1;
    }

    /** Oldest first. */
    private List<Entry> files() throws IOException {
        List<Entry> files = new ArrayList<>();
        String id = id(path);
        if (id != null) {
            files.add(new Entry(path, id));
        }
        for (int i = 0; ; i++) {
            Path rotated = path.resolveSibling(path.getFileName() + "." + i);
            String rotatedId = id(rotated);
            if (rotatedId == null) {
                return files;
            }
            files.addFirst(new Entry(rotated, rotatedId));
        }
    }

    private static @Nullable String id(Path file) throws IOException {
        try {
            FileTime birth =
                    Files.readAttributes(file, BasicFileAttributes.class).creationTime();
            String inode = String.valueOf(Files.getAttribute(file, "unix:ino"));
            return inode + "-" + Long.toHexString(birth.to(TimeUnit.NANOSECONDS));
        } catch (NoSuchFileException absent) {
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        if (open != null) {
            open.close();
            open = null;
        }
    }
}
