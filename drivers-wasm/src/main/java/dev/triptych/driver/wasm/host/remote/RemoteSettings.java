package dev.triptych.driver.wasm.host.remote;

import dev.triptych.driver.wasm.engine.present.EngineSettings;
import dev.triptych.driver.wasm.host.HostLimits;
import dev.triptych.driver.wasm.host.wire.HostSettings.Compiling;
import dev.triptych.spi.InstallationId;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/**
 * What is needed to start hosts and to find them again.
 *
 * @param account the user that hosts run as when we are root
 * @param linger how long a host without objects waits for a client before it ends
 * @param startCache what makes hosts start faster
 * @param controlGroups where the host mounts its control groups
 */
public record RemoteSettings(
        InstallationId installation,
        Path home,
        String account,
        HostLimits limits,
        EngineSettings engines,
        Compiling compiling,
        Duration linger,
        StartCache startCache,
        Path controlGroups,
        Clock clock) {}
