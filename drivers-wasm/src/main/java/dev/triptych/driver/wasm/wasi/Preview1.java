package dev.triptych.driver.wasm.wasi;

import dev.triptych.driver.wasm.files.Errno;
import dev.triptych.driver.wasm.files.FileFault;
import dev.triptych.driver.wasm.files.GuestDirectory;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One guest's view of its host. Used by the guest's own thread only, and closed by it. */
public final class Preview1 implements AutoCloseable {
    /** The module name that guests import from. */
    public static final String MODULE = "wasi_snapshot_preview1";

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int STANDARD = 3;

    private final List<byte[]> args;
    private final List<byte[]> env;
    private final List<@Nullable Descriptor> descriptors = new ArrayList<>();
    private final int openFiles;
    private final Clock clock;
    private final long cpuAtStart = THREADS.getCurrentThreadCpuTime();
    private final long nanosAtStart = System.nanoTime();

    /**
     * Opens the mounts.
     *
     * @throws FileFault when a mount cannot be opened
     */
    public Preview1(WasiGuest guest) {
        this.args = guest.args().stream().map(Preview1::text).toList();
        this.env = guest.env().entrySet().stream()
                .map(entry -> text(entry.getKey() + "=" + entry.getValue()))
                .toList();
        this.openFiles = guest.openFiles();
        this.clock = guest.clock();
        descriptors.add(new Descriptor.Input(guest.stdin()));
        descriptors.add(new Descriptor.Output(guest.stdout()));
        descriptors.add(new Descriptor.Output(guest.stderr()));
        try {
            for (WasiGuest.GuestMount mount : guest.mounts()) {
                GuestDirectory root = GuestDirectory.mount(mount.directory(), mount.readOnly());
                descriptors.add(new Descriptor.OpenDirectory(root, mount.guestPath()));
            }
        } catch (FileFault e) {
            close();
            throw e;
        }
    }

    List<byte[]> args() {
        return args;
    }

    List<byte[]> env() {
        return env;
    }

    Descriptor descriptor(int number) {
        Descriptor found = number < 0 || number >= descriptors.size() ? null : descriptors.get(number);
        if (found == null) {
            throw new FileFault(Errno.BADF);
        }
        return found;
    }

    Descriptor.OpenDirectory directory(int number) {
        return switch (descriptor(number)) {
            case Descriptor.OpenDirectory directory -> directory;
            default -> throw new FileFault(Errno.NOTDIR);
        };
    }

    /** Refuses early, so that no file is made or emptied for a guest that has no number left for it. */
    void checkRoom() {
        if (descriptors.stream().filter(d -> d != null).count() >= openFiles) {
            throw new FileFault(Errno.MFILE);
        }
    }

    int add(Descriptor descriptor) {
        int free = descriptors.indexOf(null);
        if (free < 0) {
            descriptors.add(descriptor);
            return descriptors.size() - 1;
        }
        descriptors.set(free, descriptor);
        return free;
    }

    void replace(int number, Descriptor descriptor) {
        descriptors.set(number, descriptor);
    }

    void closeDescriptor(int number) {
        Descriptor gone = descriptor(number);
        descriptors.set(number, null);
        close(gone);
    }

    /** Moves a descriptor to a number that is taken, whose own is closed. */
    void renumber(int from, int to) {
        Descriptor moved = descriptor(from);
        descriptor(to);
        if (from != to) {
            closeDescriptor(to);
            descriptors.set(to, moved);
            descriptors.set(from, null);
        }
    }

    /** Wall-clock time in nanoseconds since 1970, to a microsecond. */
    long realtime() {
        var now = clock.instant();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano() / 1_000 * 1_000L;
    }

    /** Nanoseconds since this guest began, to a microsecond: no finer clock than programs need. */
    long monotonic() {
        return (System.nanoTime() - nanosAtStart) / 1_000 * 1_000;
    }

    /** Processor time that this guest has used, in nanoseconds, to a microsecond. */
    long cpuTime() {
        return (THREADS.getCurrentThreadCpuTime() - cpuAtStart) / 1_000 * 1_000;
    }

    static void fillRandom(byte[] bytes) {
        RANDOM.nextBytes(bytes);
    }

    static void checkInterrupt() {
        if (Thread.currentThread().isInterrupted()) {
            throw new GuestEnd.Interrupted();
        }
    }

    private static byte[] text(String value) {
        return value.getBytes(StandardCharsets.UTF_8);
    }

    private static void close(Descriptor descriptor) {
        switch (descriptor) {
            case Descriptor.OpenFile open -> open.file().close();
            case Descriptor.OpenDirectory open -> open.directory().close();
            case Descriptor.Input _, Descriptor.Output _ -> {}
        }
    }

    /** Closes what the guest left open. */
    @Override
    public void close() {
        for (int number = STANDARD; number < descriptors.size(); number++) {
            Descriptor open = descriptors.set(number, null);
            if (open != null) {
                try {
                    close(open);
                } catch (FileFault e) {
                    // The descriptor is gone either way, and there is no guest left to tell.
                }
            }
        }
    }
}
