package dev.triptych.driver.container;

import com.github.dockerjava.api.model.MemoryStatsConfig;
import com.github.dockerjava.api.model.StatisticNetworksConfig;
import com.github.dockerjava.api.model.Statistics;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import java.io.IOException;
import java.lang.System.Logger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** What was seen of a container at one time while it ran; each part may be unknown. */
record StatisticsSample(
        OptionalLong memory,
        OptionalLong memoryPeak,
        OptionalLong cpuNanos,
        OptionalLong tasks,
        OptionalLong received,
        OptionalLong sent) {
    private static final Logger LOG = System.getLogger(StatisticsSample.class.getName());
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** Columns of a line of net/dev behind the interface's name. */
    private static final int RECEIVED_COLUMN = 0;

    private static final int SENT_COLUMN = 8;

    /** The traffic of a process's network, from the kernel; loopback left out. */
    static StatisticsSample ofInterfaces(long pid) {
        OptionalLong none = OptionalLong.empty();
        try {
            List<String> lines = Files.readAllLines(Path.of("/proc", Long.toString(pid), "net", "dev"));
            return new StatisticsSample(
                    none,
                    none,
                    none,
                    none,
                    OptionalLong.of(column(lines, RECEIVED_COLUMN)),
                    OptionalLong.of(column(lines, SENT_COLUMN)));
        } catch (IOException e) {
            LOG.log(Logger.Level.DEBUG, "no network counters", e);
            return new StatisticsSample(none, none, none, none, none, none);
        }
    }

    /** The figures of a group with the traffic of another sample. */
    static StatisticsSample of(ControlGroup group, StatisticsSample traffic) {
        return new StatisticsSample(
                group.workingSet(),
                group.memoryPeak(),
                group.cpuNanos(),
                group.tasks(),
                traffic.received(),
                traffic.sent());
    }

    static long column(List<String> netDev, int column) {
        return netDev.stream()
                .filter(line -> line.contains(":"))
                .filter(line -> !line.strip().startsWith("lo:"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip().split("\\s+"))
                .mapToLong(columns -> Long.parseLong(columns[column]))
                .sum();
    }

    /** The Engine's own statistics; they take it a second or two. */
    static StatisticsSample ofEngine(Engine engine, String containerId) {
        AtomicReference<@Nullable Statistics> received = new AtomicReference<>();
        EngineStream<Statistics> stream = new EngineStream<>() {
            @Override
            public void onNext(Statistics statistics) {
                received.set(statistics);
            }
        };
        try (stream) {
            engine.client().statsCmd(containerId).withNoStream(true).exec(stream);
            stream.awaitEnd(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DriverException(DriverErrorCode.INTERRUPTED, "Interrupted while measuring the container.");
        }
        Statistics statistics = received.get();
        if (statistics == null) {
            throw EngineErrorMapper.toDriverException(
                    "measure the container", stream.failure().orElse(null));
        }
        return of(statistics);
    }

    static StatisticsSample of(Statistics statistics) {
        MemoryStatsConfig memory = statistics.getMemoryStats();
        var cpu = statistics.getCpuStats();
        var pids = statistics.getPidsStats();
        Map<String, StatisticNetworksConfig> networks = statistics.getNetworks();
        return new StatisticsSample(
                workingSet(memory),
                optional(memory == null ? null : memory.getMaxUsage()),
                optional(
                        cpu == null || cpu.getCpuUsage() == null
                                ? null
                                : cpu.getCpuUsage().getTotalUsage()),
                optional(pids == null ? null : pids.getCurrent()),
                sum(networks, StatisticNetworksConfig::getRxBytes),
                sum(networks, StatisticNetworksConfig::getTxBytes));
    }

    private static OptionalLong workingSet(@Nullable MemoryStatsConfig memory) {
        if (memory == null || memory.getUsage() == null) {
            return OptionalLong.empty();
        }
        var stats = memory.getStats();
        Long inactive = stats == null
                ? null
                : stats.getTotalInactiveFile() == null ? stats.getInactiveFile() : stats.getTotalInactiveFile();
        return OptionalLong.of(Math.max(0, memory.getUsage() - (inactive == null ? 0 : inactive)));
    }

    private static OptionalLong sum(
            @Nullable Map<String, StatisticNetworksConfig> networks, ToLongFunction<StatisticNetworksConfig> part) {
        return networks == null
                ? OptionalLong.empty()
                : OptionalLong.of(networks.values().stream().mapToLong(part).sum());
    }

    private static OptionalLong optional(@Nullable Long value) {
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }
}
