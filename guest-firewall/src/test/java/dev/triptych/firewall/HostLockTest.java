package dev.triptych.firewall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostLockTest {
    @TempDir
    private Path home;

    private Path folder;
    private Path file;
    private final AtomicInteger done = new AtomicInteger();

    @BeforeEach
    void nameAFile() {
        folder = home.resolve("triptych");
        file = folder.resolve("lock");
    }

    private HostLock lock(Duration patience) {
        return new HostLock(file, patience);
    }

    private FilterException refusal(HostLock lock) {
        FilterException refusal = assertThatExceptionOfType(FilterException.class)
                .isThrownBy(() -> lock.with(done::incrementAndGet))
                .actual();
        assertThat(done).as("what the lock was wanted for").hasValue(0);
        return refusal;
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void nobodyElseMayOpenTheFile() throws IOException, FilterException {
        lock(Duration.ofSeconds(10)).with(done::incrementAndGet);
        assertThat(done).hasValue(1);
        assertThat(mode(file)).isEqualTo("rw-------");
        assertThat(mode(folder)).isIn("rwxr-xr-x", "rwxr-x---", "rwx------"); // as the umask has it
    }

    @Test
    void aFileOfAnEarlierVersionIsClosedToOthers() throws IOException, FilterException {
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        Files.createFile(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        lock(Duration.ofSeconds(10)).with(done::incrementAndGet);
        assertThat(mode(file)).isEqualTo("rw-------");
    }

    @Test
    void aLinkIsNotFollowed() throws IOException {
        Files.createDirectory(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        Path elsewhere = Files.createFile(home.resolve("elsewhere"));
        String before = mode(elsewhere);
        Files.createSymbolicLink(file, elsewhere);
        refusal(lock(Duration.ofSeconds(10)));
        assertThat(mode(elsewhere)).isEqualTo(before);
    }

    @Test
    void aFolderThatOthersCanChangeIsRefused() throws IOException {
        Files.createDirectory(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        FilterException refusal = refusal(lock(Duration.ofSeconds(10)));
        assertThat(refusal.reason()).contains(folder.toString(), "root alone");
        assertThat(refusal.remedy()).contains("0755");
        assertThat(file).doesNotExist();
    }

    @Test
    void aFolderThatIsALinkIsRefused() throws IOException {
        Path real = Files.createDirectory(home.resolve("real"));
        Files.createSymbolicLink(folder, real);
        assertThat(refusal(lock(Duration.ofSeconds(10))).reason()).contains("root alone");
        assertThat(real.resolve("lock")).doesNotExist();
    }

    @Test
    void anotherProcessThatKeepsItIsToldInTime() throws IOException, InterruptedException {
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        Process holder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LockHolder.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(holder.getInputStream().read())
                    .as("its word that it has the lock")
                    .isEqualTo('!');
            FilterException refusal = refusal(lock(Duration.ofSeconds(1)));
            assertThat(refusal.reason()).isEqualTo("another process has held " + file + " for more than 1 s");
            assertThat(refusal.remedy()).contains("fuser -v " + file);
        } finally {
            holder.getOutputStream().close();
            holder.waitFor();
        }
        assertThatNoException().isThrownBy(() -> lock(Duration.ofSeconds(10)).with(done::incrementAndGet));
        assertThat(done).hasValue(1);
    }

    @Test
    void anotherThreadThatKeepsItIsToldInTime() throws InterruptedException {
        CountDownLatch has = new CountDownLatch(1);
        CountDownLatch enough = new CountDownLatch(1);
        Thread holder = Thread.ofPlatform().start(() -> hold(has, enough));
        has.await();
        assertThat(refusal(lock(Duration.ofMillis(200))).reason())
                .startsWith("another thread of this service has held");
        enough.countDown();
        holder.join();
    }

    private void hold(CountDownLatch has, CountDownLatch enough) {
        try {
            lock(Duration.ofSeconds(10)).with(() -> {
                has.countDown();
                try {
                    enough.await();
                } catch (InterruptedException ended) {
                    Thread.currentThread().interrupt();
                }
            });
        } catch (FilterException e) {
            throw new AssertionError(e);
        }
    }
}
