package dev.triptych.driver.vm;

import dev.triptych.tck.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.libvirt.Connect;
import org.libvirt.Domain;
import org.libvirt.LibvirtException;

/**
 * Tells a guest when it has burnt enough. An emulated guest has no clock of what its host takes away from it, so on a
 * busy host it believes to have burnt more than it has; the host knows.
 */
final class TimedBurn {
    static final String SCRIPT = "trap 'exit 0' TERM; echo burning; while :; do :; done";

    private TimedBurn() {}

    /** Waits in the background for the machine to come up and for its program to begin. */
    static void watch(UUID domain, Path frames, Duration cpuTime, Duration patience) {
        Thread.ofPlatform().daemon().name("timed-burn").start(() -> {
            try {
                burn(domain, frames, cpuTime, patience);
            } catch (LibvirtException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static void burn(UUID domain, Path frames, Duration cpuTime, Duration patience) throws LibvirtException {
        Connect connection = new Connect(TestSettings.properties().uri());
        QemuProcess process = Eventually.value(
                        "the machine comes up", patience, () -> QemuProcess.find("none", domain), Optional::isPresent)
                .orElseThrow();
        Domain machine = connection.domainLookupByUUID(domain);
        Eventually.holds("the program begins", patience, () -> read(frames).contains("burning"));
        long enough = cpuNanos(process) + cpuTime.toNanos();
        Eventually.holds("the time is burnt", patience, () -> cpuNanos(process) >= enough);
        machine.shutdown();
        machine.free();
        connection.close();
    }

    private static long cpuNanos(QemuProcess process) {
        return Proc.stat(process.pid()).orElseThrow().cpuNanos();
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
