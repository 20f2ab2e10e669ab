package dev.triptych.driver.wasm.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What this process costs as a whole, asked of the kernel at most once a second: the answer takes it milliseconds. */
final class HostCost {
    private static final Path OWN = Path.of("/proc/self/smaps_rollup");
    private static final String PSS = "Pss:";
    private static final long KIB = 1024;
    private static final long FRESH_NANOS = 1_000_000_000;

    private final LongSupplier pss;
    private final Supplier<Guests> guests;
    private @Nullable Cost latest;
    private long measuredAt;

    HostCost(Supplier<Guests> guests) {
        this(HostCost::ownPss, guests);
    }

    HostCost(LongSupplier pss, Supplier<Guests> guests) {
        this.pss = pss;
        this.guests = guests;
    }

    /**
     * What guests hold together.
     *
     * @param running how many there are
     */
    record Guests(long memoryBytes, int running) {}

    /**
     * What the host holds, and how many share it.
     *
     * @param pssBytes of this process; 0 when the kernel does not tell
     */
    record Cost(long pssBytes, Guests guests) {
        /** One guest's part of what is not any guest's own. */
        long share() {
            return Math.max(0, pssBytes - guests.memoryBytes()) / Math.max(1, guests.running());
        }
    }

    synchronized Cost now() {
        Cost known = latest;
        if (known == null || System.nanoTime() - measuredAt > FRESH_NANOS) {
            known = new Cost(pss.getAsLong(), guests.get());
            latest = known;
            measuredAt = System.nanoTime();
        }
        return known;
    }

    /** Proportional set size, in bytes; 0 when the kernel does not tell. */
    static long ownPss() {
        try {
            return Files.readAllLines(OWN).stream()
                    .filter(line -> line.startsWith(PSS))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * KIB)
                    .sum();
        } catch (IOException e) {
            System.getLogger(HostCost.class.getName())
                    .log(System.Logger.Level.DEBUG, "The kernel does not tell what this process holds", e);
            return 0;
        }
    }
}
