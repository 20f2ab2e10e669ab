package dev.triptych.driver.wasm.host;

import dev.triptych.spi.ByteSize;
import dev.triptych.spi.CpuWeight;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A host that is for one workload alone: what the kernel lets it have.
 *
 * <p>The bound of its memory is
 *
 * <pre>  runs × guestBytes × 5/3  +  8 × moduleBytes  +  runs × stackBytes  +  192 MiB</pre>
 *
 * The first term is what guests hold, with the room that a collector of garbage needs beside it; the second the module, its
 * compiled form and copies of both while it is loaded; the last the process itself: 64 MiB of heap and 128 MiB beside it.
 *
 * @param cpus processors, more than 0; a fraction is a share of time
 * @param runs the most at once
 * @param guestBytes that each run may hold
 * @param moduleBytes size of the module's file
 * @param stackBytes of a guest's thread
 * @param weight null for the usual one
 */
public record OwnHost(
        double cpus,
        int runs,
        long guestBytes,
        long moduleBytes,
        long stackBytes,
        @Nullable CpuWeight weight) {
    /** The kernel shares out processor time in periods of so many microseconds. */
    public static final long PERIOD_MICROS = 100_000;

    private static final long LEAST_QUOTA_MICROS = 1_000;
    private static final long MIB = 1L << 20;
    private static final long HEAP_OF_THE_HOST = 64 * MIB;
    private static final long BESIDE_THE_HEAP = 128 * MIB;
    private static final long COPIES_IN_THE_HEAP = 4;
    private static final long COPIES = 8;

    /** One of the usual weight. */
    public OwnHost(double cpus, int runs, long guestBytes, long moduleBytes, long stackBytes) {
        this(cpus, runs, guestBytes, moduleBytes, stackBytes, null);
    }

    /** The same for another number of runs. */
    public OwnHost withRuns(int others) {
        return new OwnHost(cpus, others, guestBytes, moduleBytes, stackBytes, weight);
    }

    /** What all guests in it may hold. */
    public long budgetBytes() {
        return runs * guestBytes;
    }

    private long guestsWithRoom() {
        return budgetBytes() / 3 * 5;
    }

    /** The largest heap of its process. */
    public long heapBytes() {
        return guestsWithRoom() + COPIES_IN_THE_HEAP * moduleBytes + HEAP_OF_THE_HOST;
    }

    /** The most that the kernel lets it hold. */
    public long memoryMaxBytes() {
        return guestsWithRoom() + COPIES * moduleBytes + runs * stackBytes + HEAP_OF_THE_HOST + BESIDE_THE_HEAP;
    }

    /** Processor time in each period, in microseconds; the kernel takes no less than a thousandth of a second. */
    public long quotaMicros() {
        return Math.max(LEAST_QUOTA_MICROS, Math.round(cpus * PERIOD_MICROS));
    }

    /** What is enforced of the processors, for people. */
    public String cpusInWords() {
        String weighed = weight == null ? "" : ", weight %d beside others of its kind".formatted(weight.value());
        return "enforced: %d µs of processor time in every %d µs%s".formatted(quotaMicros(), PERIOD_MICROS, weighed);
    }

    /** The bound of the memory with its arithmetic, for people. */
    public String memoryInWords() {
        return String.format(
                Locale.ROOT,
                "enforced: %s = %d run%s × %s × 5/3 + 8 × %s of module + %d × %s of stack + %s of the host",
                mib(memoryMaxBytes()),
                runs,
                runs == 1 ? "" : "s",
                new ByteSize(guestBytes),
                mib(moduleBytes),
                runs,
                new ByteSize(stackBytes),
                new ByteSize(HEAP_OF_THE_HOST + BESIDE_THE_HEAP));
    }

    private static String mib(long bytes) {
        return String.format(Locale.ROOT, "%.1fMiB", (double) bytes / MIB);
    }
}
