package dev.triptych.controlplane.workload;

import com.sun.management.OperatingSystemMXBean;
import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException.Conflict;
import dev.triptych.controlplane.workload.WorkloadQueries.Allotment;
import dev.triptych.spi.ByteSize;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Refuses what does not fit beside what may run already. What a workload may use counts from the record of a run until that has
 * ended, whether it uses it or not. A look at the record serves for a second, with what was let in since; nobody is refused
 * without a fresh one.
 */
@Component
class Admission {
    private static final long LOOK_SERVES = Duration.ofSeconds(1).toNanos();

    private final WorkloadQueries queries;
    private final ResourcesProperties properties;
    private final Host host;
    private Allotment taken = new Allotment(0, 0);
    private long lookedAt;
    private boolean looked;

    @Autowired
    Admission(WorkloadQueries queries, ResourcesProperties properties) {
        this(queries, properties, Host.present());
    }

    Admission(WorkloadQueries queries, ResourcesProperties properties, Host host) {
        this.queries = queries;
        this.properties = properties;
        this.host = host;
    }

    /** What the host has; memory in bytes. */
    record Host(int cpus, long memory) {
        static Host present() {
            OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
            return new Host(Runtime.getRuntime().availableProcessors(), system.getTotalMemorySize());
        }
    }

    /**
     * Lets a run in, or refuses it.
     *
     * @param instead what the workload has been until now, when its run is under way; null when none is
     * @throws Conflict {@link ErrorCode#CAPACITY_EXCEEDED}, with the arithmetic
     */
    synchronized void require(Limits wanted, @Nullable Limits instead) {
        long memory = wanted.memory().bytes()
                - (instead == null ? 0 : instead.memory().bytes());
        double cpus = wanted.cpus() - (instead == null ? 0 : instead.cpus());
        if (!looked || System.nanoTime() - lookedAt > LOOK_SERVES || !fits(cpus, memory)) {
            taken = queries.allotment();
            lookedAt = System.nanoTime();
            looked = true;
        }
        if (memory > 0 && taken.memoryBytes() + memory > allowedMemory()) {
            throw refusal(
                    wanted.memory() + " of memory",
                    told(taken.memoryBytes()),
                    told(host.memory()),
                    "memory-overcommit",
                    properties.memoryOvercommit(),
                    told(allowedMemory()));
        }
        if (cpus > 0 && taken.cpus() + cpus > allowedCpus()) {
            throw refusal(
                    number(wanted.cpus()) + " processors",
                    number(taken.cpus()),
                    String.valueOf(host.cpus()),
                    "cpu-overcommit",
                    properties.cpuOvercommit(),
                    number(allowedCpus()));
        }
        taken = new Allotment(taken.cpus() + cpus, taken.memoryBytes() + memory);
    }

    private boolean fits(double cpus, long memory) {
        return taken.memoryBytes() + memory <= allowedMemory() && taken.cpus() + cpus <= allowedCpus();
    }

    private long allowedMemory() {
        return (long) (host.memory() * properties.memoryOvercommit());
    }

    private double allowedCpus() {
        return host.cpus() * properties.cpuOvercommit();
    }

    private static Conflict refusal(String asked, String taken, String has, String key, double factor, String allowed) {
        return new Conflict(
                ErrorCode.CAPACITY_EXCEEDED,
                "It asks for " + asked + ". Runs that have not ended may use " + taken + " together; this host has "
                        + has
                        + ", and " + number(factor) + " times that (triptych.resources." + key + "), " + allowed
                        + ", may be promised. Ask for less, or stop something.");
    }

    private static String told(long bytes) {
        return ByteSize.ofMebibytes(Math.max(0, bytes) >> 20).toString();
    }

    private static String number(double value) {
        return value == Math.rint(value) ? String.valueOf((long) value) : String.format(Locale.ROOT, "%.2f", value);
    }
}
