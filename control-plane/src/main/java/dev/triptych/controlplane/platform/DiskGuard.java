package dev.triptych.controlplane.platform;

import dev.triptych.controlplane.platform.TriptychException.LimitReached;
import dev.triptych.spi.ByteSize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** Refuses new writes while the disk is nearly full, so that what runs can go on. */
public final class DiskGuard {
    private static final int LOW_MARGIN = 5;

    private final Path directory;
    private final int minimumFreePercent;

    /** Watches the file system of a directory; so many per cent of it are to stay free. */
    public DiskGuard(Path directory, int minimumFreePercent) {
        this.directory = directory;
        this.minimumFreePercent = minimumFreePercent;
    }

    /**
     * Refuses when too little is free.
     *
     * @throws LimitReached {@link ErrorCode#STORAGE_FULL}
     */
    public void requireSpace() {
        requireSpaceFor(0);
    }

    /**
     * Refuses when too little would be free after a write.
     *
     * @param bytes how much is about to be written
     * @throws LimitReached {@link ErrorCode#STORAGE_FULL}
     */
    public void requireSpaceFor(long bytes) {
        Space space = space();
        long floor = space.total() / 100 * minimumFreePercent;
        if (space.free() - bytes < floor) {
            throw new LimitReached(
                    ErrorCode.STORAGE_FULL,
                    "The disk has " + gibibytes(space.free()) + " free and " + gibibytes(floor) + " ("
                            + minimumFreePercent + " %) must stay free. Delete artifacts or workloads that are no"
                            + " longer needed, or make room on the host.");
        }
    }

    /** Whether new writes are refused, or soon will be. */
    public Level level() {
        Space space = space();
        long percent = space.total() / 100;
        if (space.free() < percent * minimumFreePercent) {
            return Level.FULL;
        }
        return space.free() < percent * Math.min(100, minimumFreePercent + LOW_MARGIN) ? Level.LOW : Level.ENOUGH;
    }

    /** The size of the file system that holds the home, and what is left of it for us; in bytes. */
    public Space space() {
        try {
            FileStore store = Files.getFileStore(directory);
            return new Space(store.getTotalSpace(), store.getUsableSpace());
        } catch (IOException e) {
            throw new UncheckedIOException("the file system of the home cannot be asked", e);
        }
    }

    private static String gibibytes(long bytes) {
        return ByteSize.ofMebibytes(bytes >> 20).toString();
    }

    /** How much is left. */
    public enum Level {
        ENOUGH,
        /** Less than five points above what must stay free. */
        LOW,
        /** New writes are refused. */
        FULL
    }

    /** In bytes. */
    public record Space(long total, long free) {}
}
