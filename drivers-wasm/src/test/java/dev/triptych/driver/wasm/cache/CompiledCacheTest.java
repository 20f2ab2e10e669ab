package dev.triptych.driver.wasm.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompiledCacheTest {
    private static final byte[] CODE = {1, 2, 3, 4, 5};

    @TempDir
    private Path folder;

    private CompiledCache cache(long mostBytes) throws IOException {
        return new CompiledCache(
                folder.resolve("compiled"), InstallationKey.in(folder.resolve("key")), mostBytes, Clock.systemUTC());
    }

    private List<Path> entries() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("compiled"))) {
            return files.toList();
        }
    }

    @Test
    void whatIsKeptIsFoundAndCounted() throws IOException {
        CompiledCache cache = cache(1000);
        assertThat(cache.get("a")).isEmpty();
        cache.put("a", CODE);
        assertThat(cache.get("a")).hasValue(CODE);
        assertThat(cache.hits()).isEqualTo(1);
        assertThat(cache.misses()).isEqualTo(1);
        assertThat(cache(1000).get("a")).as("also by the next process").hasValue(CODE);
    }

    @Test
    void anEntryThatWasChangedIsAMissAndGone() throws IOException {
        CompiledCache cache = cache(1000);
        cache.put("a", CODE);
        Path entry = entries().getFirst();
        byte[] bytes = Files.readAllBytes(entry);
        bytes[bytes.length - 1] ^= 1;
        Files.write(entry, bytes);
        assertThat(cache.get("a")).isEmpty();
        assertThat(entry).doesNotExist();
    }

    @Test
    void anEntryUnderAnotherNameIsAMiss() throws IOException {
        CompiledCache cache = cache(1000);
        cache.put("a", CODE);
        Path entry = entries().getFirst();
        cache.put("b", new byte[] {9});
        Path other = entries().stream()
                .filter(file -> !file.equals(entry))
                .findFirst()
                .orElseThrow();
        Files.copy(entry, other, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThat(cache.get("b")).isEmpty();
    }

    @Test
    void anotherInstallationsEntryIsAMiss() throws IOException {
        cache(1000).put("a", CODE);
        Files.delete(folder.resolve("key"));
        assertThat(cache(1000).get("a")).isEmpty();
    }

    @Test
    void theKeyIsForItsOwnerAlone() throws IOException {
        cache(1000);
        assertKeyIsForItsOwnerAlone();
    }

    private void assertKeyIsForItsOwnerAlone() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("key"))))
                .isEqualTo("rw-------");
    }

    @Test
    void aKeyThatOthersMayReadIsReplaced() throws IOException {
        cache(1000).put("a", CODE);
        Files.setPosixFilePermissions(folder.resolve("key"), PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(cache(1000).get("a")).isEmpty();
        assertKeyIsForItsOwnerAlone();
    }

    @Test
    void theLeastRecentlyUsedLeaveWhenItIsFull() throws IOException {
        CompiledCache cache = cache(100);
        cache.put("old", CODE);
        Files.setLastModifiedTime(entries().getFirst(), FileTime.from(Instant.EPOCH));
        cache.put("new", CODE);
        cache.put("newest", CODE);
        assertThat(cache.get("old")).isEmpty();
        assertThat(cache.get("new")).isPresent();
        assertThat(cache.get("newest")).isPresent();
    }

    @Test
    void whatIsLargerThanTheCacheIsNotKept() throws IOException {
        CompiledCache cache = cache(20);
        cache.put("a", CODE);
        assertThat(entries()).isEmpty();
    }
}
