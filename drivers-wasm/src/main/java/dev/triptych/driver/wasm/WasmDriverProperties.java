package dev.triptych.driver.wasm;

import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What Wasm guests may take, and what is kept for them.
 *
 * @param memoryMib what all running guests together may hold; 0 for six tenths of what this process's
 *     largest heap has beyond 256 MiB
 * @param guests the most that run at once
 * @param outputMib the most that one run may write to standard output and error
 * @param outputInMemoryKib of one run's output; all of it is kept in files
 * @param keptMib what the output of all runs in one host may take on disk until it is on record; beyond it, runs lose the
 *     oldest of their own
 * @param openFiles descriptors that one guest may hold
 * @param tableEntries of all tables of one guest
 * @param stackKib stack of a guest's thread
 * @param nice how much less urgent than the service guests are to the kernel, 0 to 19
 * @param stopDeadline how long the end of a guest may take beyond its grace
 * @param moduleMib the largest module
 * @param codeMib the largest compiled form of one module
 * @param loadedMib compiled code kept in memory; at least the module in use stays
 * @param cacheMib compiled modules kept on disk
 * @param compilers modules that are compiled at the same time
 * @param compileTime the longest that compiling one module may take
 * @param http what clients of services may ask
 * @param account the user, with a group of its name, that wasm hosts run as when the service runs as root
 * @param linger how long a wasm host without workloads waits for a service before it ends
 * @param cgroupRoot where the host mounts its control groups
 * @param startCache file from which the JVMs of wasm hosts start faster; empty for none
 * @param trainStartCache whether wasm hosts write such a file into their folder when they end
 */
@ConfigurationProperties("triptych.wasm")
public record WasmDriverProperties(
        @DefaultValue("0") int memoryMib,
        @DefaultValue("256") int guests,
        @DefaultValue("64") int outputMib,
        @DefaultValue("256") int outputInMemoryKib,
        @DefaultValue("1024") int keptMib,
        @DefaultValue("64") int openFiles,
        @DefaultValue("100000") int tableEntries,
        @DefaultValue("4096") int stackKib,
        @DefaultValue("5") int nice,
        @DefaultValue("5s") Duration stopDeadline,
        @DefaultValue("64") int moduleMib,
        @DefaultValue("256") int codeMib,
        @DefaultValue("128") int loadedMib,
        @DefaultValue("1024") int cacheMib,
        @DefaultValue("2") int compilers,
        @DefaultValue("5m") Duration compileTime,
        @DefaultValue WasmHttpProperties http,
        @DefaultValue("triptych") String account,
        @DefaultValue("30s") Duration linger,
        @DefaultValue("/sys/fs/cgroup") Path cgroupRoot,
        @DefaultValue("") String startCache,
        @DefaultValue("false") boolean trainStartCache) {
    private static final int LEAST_URGENT = 19;
    private static final int STANDARD_STREAMS = 3;

    public WasmDriverProperties {
        require("memory-mib", memoryMib >= 0);
        require("guests", guests > 0);
        require("output-mib", outputMib > 0);
        require("output-in-memory-kib", outputInMemoryKib > 0);
        require("kept-mib", keptMib > 0);
        require("open-files", openFiles >= STANDARD_STREAMS);
        require("table-entries", tableEntries > 0);
        require("stack-kib", stackKib >= 256);
        require("nice", nice >= 0 && nice <= LEAST_URGENT);
        require("stop-deadline", stopDeadline.isPositive());
        require("module-mib", moduleMib > 0 && moduleMib < 2048);
        require("code-mib", codeMib > 0 && codeMib < 2048);
        require("loaded-mib", loadedMib > 0);
        require("cache-mib", cacheMib > 0);
        require("compilers", compilers > 0);
        require("compile-time", compileTime.isPositive());
        require("account", !account.isBlank());
        require("linger", linger.isPositive());
        require("cgroup-root", cgroupRoot.isAbsolute());
    }

    static void require(String name, boolean sound) {
        if (!sound) {
            throw new IllegalArgumentException("triptych.wasm." + name + " is out of its range");
        }
    }
}
