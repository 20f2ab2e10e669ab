package dev.triptych.driver.wasm.host;

import com.sun.management.OperatingSystemMXBean;
import dev.triptych.spi.Figure;
import dev.triptych.spi.Figure.Unit;
import dev.triptych.spi.Usage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a workload costs that has a host of its own: all that the process does. */
final class WholeProcess {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String PEAK = "VmHWM:";
    private static final long KIB = 1024;
    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private WholeProcess() {}

    /** @param guests what the guests in it cost */
    static Usage usage(Usage guests, boolean over) {
        Long guestCpu = guests.cpuTime().own();
        long rest = Math.max(0, SYSTEM.getProcessCpuTime() - (guestCpu == null ? 0 : guestCpu));
        Figure cpu = guests.cpuTime();
        return new Usage(
                guests.at(),
                over
                        ? Figure.measured(Unit.BYTES, 0, "pss", "it has ended")
                        : Figure.measured(
                                Unit.BYTES, HostCost.ownPss(), "pss", "its whole wasm host, which nobody shares"),
                Figure.measured(
                        Unit.BYTES, peakBytes(), "rss-peak", "the most that its wasm host held, shared files included"),
                new Figure(
                        cpu.unit(),
                        cpu.own(),
                        rest,
                        cpu.basis(),
                        cpu.quality(),
                        "own: the guest's threads; shared: the rest of its wasm host since that started, with start,"
                                + " compiling and collecting garbage"),
                guests.threads(),
                guests.disk(),
                guests.received(),
                guests.sent(),
                guests.requests());
    }

    private static long peakBytes() {
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith(PEAK))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * KIB)
                    .sum();
        } catch (IOException e) {
            System.getLogger(WholeProcess.class.getName())
                    .log(System.Logger.Level.DEBUG, "The kernel does not tell what this process held", e);
            return 0;
        }
    }
}
