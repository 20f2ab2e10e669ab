package dev.triptych.driver.vm;

import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.Preparation.CacheUse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Files made once per name, that appear whole and are never changed. Who asks for one that is being made waits for it.
 */
final class PreparedFiles {
    private final String sort;
    private final VmStorage storage;
    private final AtomicLong hits = new AtomicLong();
    private final AtomicLong misses = new AtomicLong();
    private final Map<String, CompletableFuture<Path>> beingMade = new ConcurrentHashMap<>();

    PreparedFiles(String sort, VmStorage storage) {
        this.sort = sort;
        this.storage = storage;
    }

    /** Writes the content to a file that does not exist yet. */
    @FunctionalInterface
    interface Maker {
        void make(Path target) throws IOException;
    }

    /** A prepared file, and what the cache said. */
    record Prepared(Path file, CacheUse use) {}

    Prepared get(String name, Maker maker) {
        try {
            Path file = storage.cache(sort).resolve(name);
            if (Files.exists(file)) {
                return new Prepared(file, new CacheUse(sort, true, hits.incrementAndGet(), misses.get()));
            }
            makeOnce(file, maker);
            return new Prepared(file, new CacheUse(sort, false, hits.get(), misses.incrementAndGet()));
        } catch (IOException failure) {
            throw VmStorage.failure("the machine's " + sort + " cannot be prepared", failure);
        }
    }

    /** Begins the age of a file anew. */
    void touch(Path file, Instant now) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(now));
    }

    /** Deletes the files that have no other name and were last made or touched before a time. */
    void sweep(Instant before) throws IOException {
        try (Stream<Path> files = Files.list(storage.cache(sort))) {
            for (Path file : files.toList()) {
                boolean old = Files.getLastModifiedTime(file).toInstant().isBefore(before);
                if (old && (int) Files.getAttribute(file, "unix:nlink") == 1) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private void makeOnce(Path file, Maker maker) throws IOException {
        CompletableFuture<Path> mine = new CompletableFuture<>();
        CompletableFuture<Path> earlier = beingMade.putIfAbsent(file.toString(), mine);
        if (earlier != null) {
            await(earlier);
            return;
        }
        try {
            if (!Files.exists(file)) {
                make(file, maker);
            }
            mine.complete(file);
        } catch (IOException | RuntimeException failure) {
            mine.completeExceptionally(failure);
            throw failure;
        } finally {
            beingMade.remove(file.toString(), mine);
        }
    }

    private static void make(Path file, Maker maker) throws IOException {
        Path scratch = file.resolveSibling("." + file.getFileName() + "-" + UUID.randomUUID());
        try {
            maker.make(scratch);
            Files.setPosixFilePermissions(scratch, PosixFilePermissions.fromString("rw-r--r--"));
            Files.move(scratch, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(scratch);
        }
    }

    private static void await(CompletableFuture<Path> earlier) throws IOException {
        try {
            earlier.join();
        } catch (CompletionException failure) {
            switch (failure.getCause()) {
                case IOException io -> throw io;
                case DriverException driver ->
                    throw new DriverException(driver.code(), driver.safeMessage(), driver.internalDetail(), driver);
                case null, default ->
                    throw new DriverException(
                            DriverErrorCode.DEFECT, "the preparation by another caller failed", "", failure);
            }
        }
    }
}
