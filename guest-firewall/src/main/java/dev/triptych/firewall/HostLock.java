package dev.triptych.firewall;

import java.io.IOException;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One reads and rewrites the chains at a time, on the whole host: two would each write back what the other had replaced. Who
 * can open the file can keep everybody waiting, so nobody else may; and nobody waits for ever.
 *
 * @param file in a folder that only root, or who runs this, can change
 * @param patience for how long another may have it
 */
record HostLock(Path file, Duration patience) {
    static final HostLock OF_THE_HOST =
            new HostLock(Path.of("/run/triptych/guest-firewall.lock"), Duration.ofSeconds(30));

    private static final ReentrantLock THIS_PROCESS = new ReentrantLock();
    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwxr-xr-x");
    private static final Set<PosixFilePermission> OURS_ALONE = PosixFilePermissions.fromString("rw-------");
    private static final Set<OpenOption> OPENING =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

    /** What is done meanwhile. */
    @FunctionalInterface
    interface Work {
        void run() throws FilterException;
    }

    void with(Work work) throws FilterException {
        try {
            if (!THIS_PROCESS.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                throw taken("another thread of this service");
            }
        } catch (InterruptedException interrupted) {
            throw interrupted();
        }
        try {
            withFile(work);
        } finally {
            THIS_PROCESS.unlock();
        }
    }

    private void withFile(Work work) throws FilterException {
        try (AsynchronousFileChannel channel = open();
                FileLock _ = channel.lock().get(patience.toNanos(), TimeUnit.NANOSECONDS)) {
            work.run();
        } catch (TimeoutException held) {
            throw taken("another process");
        } catch (InterruptedException interrupted) {
            throw interrupted();
        } catch (IOException | ExecutionException refused) {
            throw new FilterException(
                    "the service may not change the host's packet filter", "run the service as root", "" + refused);
        }
    }

    private AsynchronousFileChannel open() throws IOException, FilterException {
        Path folder = file.resolveSibling(".").toAbsolutePath().normalize();
        Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(FOLDER));
        requireSafe(folder);
        AsynchronousFileChannel channel =
                AsynchronousFileChannel.open(file, OPENING, null, PosixFilePermissions.asFileAttribute(OURS_ALONE));
        try {
            if (!attributes(file).permissions().equals(OURS_ALONE)) { // an earlier version made it
                Files.setPosixFilePermissions(file, OURS_ALONE);
            }
            return channel;
        } catch (IOException refused) {
            channel.close();
            throw refused;
        }
    }

    private static void requireSafe(Path folder) throws IOException, FilterException {
        PosixFileAttributes found = attributes(folder);
        Object owner = Files.getAttribute(folder, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        boolean ofRootOrUs = owner.equals(0) || owner.equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        boolean openToOthers = found.permissions().contains(PosixFilePermission.GROUP_WRITE)
                || found.permissions().contains(PosixFilePermission.OTHERS_WRITE);
        if (!found.isDirectory() || !ofRootOrUs || openToOthers) {
            throw new FilterException(
                    folder + " is not a folder that root alone can change",
                    "remove it (the service makes it again) or give it to root with the mode 0755",
                    found.isSymbolicLink() ? "a link" : found.owner() + " " + found.permissions());
        }
    }

    private static PosixFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    private FilterException taken(String holder) {
        return new FilterException(
                holder + " has held " + file + " for more than " + patience.toSeconds() + " s",
                "see who has it (fuser -v " + file + ") and end that",
                "");
    }

    private static FilterException interrupted() {
        Thread.currentThread().interrupt();
        return new FilterException("waiting for the packet filter was interrupted", "try again", "");
    }
}
