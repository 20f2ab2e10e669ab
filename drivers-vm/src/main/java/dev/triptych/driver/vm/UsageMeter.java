package dev.triptych.driver.vm;

import dev.triptych.spi.Figure;
import dev.triptych.spi.Figure.Quality;
import dev.triptych.spi.Figure.Unit;
import dev.triptych.spi.Moment;
import dev.triptych.spi.Usage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Measures a machine from outside: its QEMU process, its card, its files. */
final class UsageMeter {
    private static final String ENDED = "the machine ended before it could be measured";

    private final Clock clock;

    UsageMeter(Clock clock) {
        this.clock = clock;
    }

    /** What passed through a machine's card, in bytes, seen from the guest. */
    record Traffic(long received, long sent) {}

    /** What a process shows without any cost; kept as the last word of a machine that goes without one. */
    record Sample(long cpuNanos, long threads, OptionalLong peak) {}

    @Nullable
    Sample sample(QemuProcess process) {
        return Proc.stat(process.pid())
                .filter(stat -> stat.startTicks() == process.startTicks())
                .map(stat -> new Sample(stat.cpuNanos(), stat.threads(), Proc.bytes(process.pid(), "status", "VmHWM")))
                .orElse(null);
    }

    Usage measure(@Nullable QemuProcess process, Machine machine, @Nullable Traffic traffic) {
        Sample sample = process == null ? null : sample(process);
        return new Usage(
                Moment.now(clock),
                process == null || sample == null ? Figure.unavailable(Unit.BYTES, ENDED) : memory(process),
                peak(sample, Quality.MEASURED, ""),
                cpuTime(sample, machine, Quality.MEASURED, "the QEMU process"),
                sample == null
                        ? Figure.unavailable(Unit.COUNT, ENDED)
                        : Figure.measured(Unit.COUNT, sample.threads(), "process", "the QEMU process"),
                disk(machine.files().folder()),
                traffic == null ? noTraffic() : traffic(traffic.received()),
                traffic == null ? noTraffic() : traffic(traffic.sent()));
    }

    /** The figures of a run whose machine went without a word: as last sampled. */
    Usage lastWords(@Nullable Sample sample, Machine machine) {
        String note = "as sampled up to a second before the end";
        return new Usage(
                Moment.now(clock),
                Figure.measured(Unit.BYTES, 0, "pss", "the machine has ended"),
                peak(sample, Quality.ESTIMATED, note),
                cpuTime(sample, machine, Quality.ESTIMATED, "the QEMU process " + note),
                sample == null
                        ? Figure.unavailable(Unit.COUNT, ENDED)
                        : new Figure(Unit.COUNT, sample.threads(), null, "process", Quality.ESTIMATED, note),
                disk(machine.files().folder()),
                noTraffic(),
                noTraffic());
    }

    Usage neverRan(Machine machine) {
        String why = "it has not run yet";
        return new Usage(
                Moment.now(clock),
                Figure.measured(Unit.BYTES, 0, "pss", why),
                Figure.unavailable(Unit.BYTES, why),
                Figure.unavailable(Unit.NANOSECONDS, why),
                Figure.unavailable(Unit.COUNT, why),
                disk(machine.files().folder()),
                Figure.unavailable(Unit.BYTES, why),
                Figure.unavailable(Unit.BYTES, why));
    }

    /** What the boot took is the machine's price, not the program's. */
    private static Figure cpuTime(@Nullable Sample sample, Machine machine, Quality quality, String note) {
        if (sample == null) {
            return Figure.unavailable(Unit.NANOSECONDS, ENDED);
        }
        Long boot = machine.store().bootCpuNanos();
        return boot == null
                ? new Figure(
                        Unit.NANOSECONDS, sample.cpuNanos(), null, "process", quality, note + ", with the guest's boot")
                : new Figure(Unit.NANOSECONDS, sample.cpuNanos() - boot, null, "process", quality, note)
                        .withShared(boot, "shared: the guest's boot");
    }

    private static Figure memory(QemuProcess process) {
        OptionalLong pss = Proc.bytes(process.pid(), "smaps_rollup", "Pss");
        if (pss.isPresent()) {
            return Figure.measured(
                    Unit.BYTES, pss.getAsLong(), "pss", "the QEMU process: the guest's memory and QEMU's own");
        }
        OptionalLong resident = Proc.bytes(process.pid(), "status", "VmRSS");
        return resident.isPresent()
                ? new Figure(
                        Unit.BYTES,
                        resident.getAsLong(),
                        null,
                        "rss",
                        Quality.ESTIMATED,
                        "resident set, pages shared with others counted whole: the proportional set may not be read here")
                : Figure.unavailable(Unit.BYTES, ENDED);
    }

    private static Figure peak(@Nullable Sample sample, Quality quality, String note) {
        if (sample == null || sample.peak().isEmpty()) {
            return Figure.unavailable(Unit.BYTES, ENDED);
        }
        String basis = "the QEMU process's largest resident set, shared pages counted whole";
        return new Figure(
                Unit.BYTES,
                sample.peak().getAsLong(),
                null,
                "rss-peak",
                quality,
                note.isEmpty() ? basis : basis + "; " + note);
    }

    private static Figure disk(Path folder) {
        long bytes = 0;
        MachineFiles machine = new MachineFiles(folder);
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(each -> !each.equals(machine.image())).toList()) {
                bytes += Files.isRegularFile(file) ? size(file, machine) : 0;
            }
            return Figure.measured(
                    Unit.BYTES,
                    bytes,
                    "files",
                    Files.exists(machine.disk()) || Files.exists(machine.written())
                            ? "what the guest wrote to its disk, and logs"
                            : "seed and logs; what the guest writes stays in its memory");
        } catch (IOException gone) {
            return Figure.unavailable(Unit.BYTES, "the machine's files cannot be listed");
        }
    }

    /** Of a file with holes, what it takes on the host. */
    private static long size(Path file, MachineFiles machine) throws IOException {
        return file.equals(machine.written()) ? WritableDisks.taken(file) : Files.size(file);
    }

    private static Figure traffic(long bytes) {
        return Figure.measured(Unit.BYTES, bytes, "interface", "at the machine's card");
    }

    private static Figure noTraffic() {
        return Figure.unavailable(Unit.BYTES, "the card's counters end with the machine");
    }
}
