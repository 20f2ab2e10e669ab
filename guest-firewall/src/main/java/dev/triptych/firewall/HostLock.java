package dev.triptych.firewall;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;

/** One reads and rewrites the chains at a time, on the whole host: two would each write back what the other had replaced. */
final class HostLock {
    private static final ReentrantLock THIS_PROCESS = new ReentrantLock();
    private static final Path FILE = Path.of("/run/triptych/guest-firewall.lock");

    /** What is done meanwhile. */
    @FunctionalInterface
    interface Work {
        void run() throws FilterException;
    }

    private HostLock() {}

    static void with(Work work) throws FilterException {
        THIS_PROCESS.lock();
        try {
            Files.createDirectories(FILE.getParent());
            try (FileChannel file = FileChannel.open(FILE, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock _ = file.lock()) {
                work.run();
            }
        } catch (IOException refused) {
            throw new FilterException(
                    "the service may not change the host's packet filter", "run the service as root", "" + refused);
        } finally {
            THIS_PROCESS.unlock();
        }
    }
}
