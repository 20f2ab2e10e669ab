package dev.triptych.driver.wasm.cache;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * A bounded folder of compiled modules. Safe for many threads and for several processes of one installation.
 *
 * <p>An entry that cannot be read, is cut short or carries a wrong mark counts as a miss and is removed.
 */
public final class CompiledCache {
    private static final int MARK_BYTES = 32;
    private static final String SUFFIX = ".compiled";

    private final Path folder;
    private final InstallationKey key;
    private final long mostBytes;
    private final Clock clock;
    private final AtomicLong hits = new AtomicLong();
    private final AtomicLong misses = new AtomicLong();

    /**
     * A cache in a folder, which is made when it is not there.
     *
     * @param mostBytes above this the entries used longest ago are removed
     */
    public CompiledCache(Path folder, InstallationKey key, long mostBytes, Clock clock) throws IOException {
        this.folder = Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        this.key = key;
        this.mostBytes = mostBytes;
        this.clock = clock;
    }

    /**
     * Finds an entry.
     *
     * @param name everything the compiled form depends on, as one text
     */
    public Optional<byte[]> get(String name) {
        Optional<byte[]> found = read(name);
        (found.isPresent() ? hits : misses).incrementAndGet();
        return found;
    }

    /** Keeps an entry; does nothing when it is larger than the whole cache may be. */
    public void put(String name, byte[] compiled) throws IOException {
        if (compiled.length + MARK_BYTES > mostBytes) {
            return;
        }
        Path temporary = Files.createTempFile(folder, "new", ".part");
        try {
            byte[] entry = Arrays.copyOf(mark(name, compiled), MARK_BYTES + compiled.length);
            System.arraycopy(compiled, 0, entry, MARK_BYTES, compiled.length);
            Files.write(temporary, entry);
            Files.move(temporary, file(name), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
        evict();
    }

    public long hits() {
        return hits.get();
    }

    public long misses() {
        return misses.get();
    }

    private Optional<byte[]> read(String name) {
        Path file = file(name);
        try {
            byte[] entry = Files.readAllBytes(file);
            if (entry.length >= MARK_BYTES) {
                byte[] compiled = Arrays.copyOfRange(entry, MARK_BYTES, entry.length);
                if (MessageDigest.isEqual(mark(name, compiled), Arrays.copyOf(entry, MARK_BYTES))) {
                    Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
                    return Optional.of(compiled);
                }
            }
            Files.deleteIfExists(file);
            return Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            System.getLogger(CompiledCache.class.getName())
                    .log(System.Logger.Level.WARNING, "The compiled module " + file + " cannot be read", e);
            return Optional.empty();
        }
    }

    private byte[] mark(String name, byte[] compiled) {
        return key.authenticate(name.getBytes(StandardCharsets.UTF_8), compiled);
    }

    private synchronized void evict() throws IOException {
        List<Entry> entries;
        try (Stream<Path> files = Files.list(folder)) {
            entries = files.filter(file -> file.toString().endsWith(SUFFIX))
                    .flatMap(Entry::of)
                    .sorted(Comparator.comparing(Entry::usedAt))
                    .toList();
        }
        long total = entries.stream().mapToLong(Entry::size).sum();
        for (Entry entry : entries) {
            if (total <= mostBytes) {
                return;
            }
            Files.deleteIfExists(entry.file());
            total -= entry.size();
        }
    }

    private Path file(String name) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return folder.resolve(HexFormat.of().formatHex(digest) + SUFFIX);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Free bytes where the cache lives. */
    public long freeBytes() throws IOException {
        FileStore store = Files.getFileStore(folder);
        return store.getUsableSpace();
    }

    private record Entry(Path file, long size, FileTime usedAt) {
        static Stream<Entry> of(Path file) {
            try {
                return Stream.of(new Entry(file, Files.size(file), Files.getLastModifiedTime(file)));
            } catch (IOException e) {
                // Removed by another process between the listing and now.
                return Stream.empty();
            }
        }
    }
}
