package dev.triptych.driver.wasm.host.wire;

import dev.triptych.driver.wasm.engine.present.EngineSettings;
import dev.triptych.driver.wasm.host.HostLimits;
import dev.triptych.process.Hello;
import dev.triptych.spi.InstallationId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a wasm host is told when it is started, and what the next service learns about it.
 *
 * @param protocol the version of the protocol that it speaks; 0 of one that is older than this field, and speaks 1
 * @param build what it is built from
 * @param nonce what a client must show
 * @param clients names of the users that may call it
 * @param store the folder for compiled modules and the key that they are authenticated with
 * @param engines where the host finds them
 * @param linger how long it waits for a client when it has no object, before it ends
 * @param dedication to the one workload that it is for; null when it is for all that ask for no host of their own
 */
public record HostSettings(
        int protocol,
        InstallationId installation,
        String build,
        String nonce,
        List<String> clients,
        Path store,
        HostLimits limits,
        EngineSettings engines,
        Compiling compiling,
        Duration linger,
        @Nullable Dedication dedication) {
    public HostSettings {
        clients = List.copyOf(clients);
    }

    /** Whether it can be called. */
    public boolean speaksOurs() {
        return Math.max(1, protocol) == Hello.VERSION;
    }

    @Override
    public String toString() {
        return "HostSettings[" + installation + ", " + build + "]";
    }

    /**
     * Bounds of what is compiled and kept.
     *
     * @param moduleBytes the largest module
     * @param loadedBytes compiled code kept in memory
     * @param cacheBytes compiled modules kept on disk
     * @param compilers modules compiled at the same time
     * @param compileTime the longest that compiling one module may take
     */
    public record Compiling(long moduleBytes, long loadedBytes, long cacheBytes, int compilers, Duration compileTime) {}
}
