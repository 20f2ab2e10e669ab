package dev.triptych.systemtests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** The process of one VM, watched through /proc (proc(5)) from a thread of its own until it is gone. */
final class QemuProcess {
    private static final int USER_TICKS = 11;
    private static final int SYSTEM_TICKS = 12;
    private static final long NANOS_PER_TICK = 1_000_000_000L / 100;

    private final Path stat;
    private final AtomicLong last = new AtomicLong();

    private QemuProcess(long pid) {
        this.stat = Path.of("/proc", Long.toString(pid), "stat");
    }

    static QemuProcess of(String workload, Service service) {
        String domain = Shell.lines("virsh", "-q", "-c", "qemu:///system", "list", "--name").stream()
                .map(String::strip)
                .filter(name -> name.startsWith("triptych-" + workload + "-"))
                .filter(name -> Shell.run("virsh", "-q", "-c", "qemu:///system", "dumpxml", name)
                        .contains(Backends.installation(service)))
                .findFirst()
                .orElseThrow();
        List<String> pids = Shell.lines("pgrep", "-f", "guest=" + domain + ",");
        QemuProcess process = new QemuProcess(Long.parseLong(pids.getFirst()));
        Thread.ofVirtual().name("qemu-watch").start(process::watch);
        return process;
    }

    private void watch() {
        while (Files.exists(stat)) {
            cpuNanos();
            java.util.concurrent.locks.LockSupport.parkNanos(NANOS_PER_TICK);
        }
    }

    /** Processor time so far, user and system; the last one seen when the process is gone. */
    long cpuNanos() {
        try {
            String line = Files.readString(stat);
            String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
            long ticks = Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS]);
            last.accumulateAndGet(ticks * NANOS_PER_TICK, Math::max);
        } catch (IOException processIsGone) {
            return last.get();
        }
        return last.get();
    }

    long lastCpuNanos() {
        return last.get();
    }
}
