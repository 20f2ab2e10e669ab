package dev.triptych.driver.vm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/** The process that is a machine. A pid alone is used again; with the start it is not. */
record QemuProcess(long pid, long startTicks) {
    private static final Path PID_FILES = Path.of("/run/libvirt/qemu");

    boolean alive() {
        return Proc.stat(pid)
                .filter(stat -> stat.startTicks() == startTicks && stat.alive())
                .isPresent();
    }

    /** Finds a running domain's process: by libvirt's note, or, for a libvirt that keeps it elsewhere, by its words. */
    static Optional<QemuProcess> find(String domainName, UUID uuid) {
        Optional<QemuProcess> noted = noted(PID_FILES.resolve(domainName + ".pid"), uuid);
        return noted.isPresent() ? noted : search(uuid);
    }

    private static Optional<QemuProcess> noted(Path file, UUID uuid) {
        try {
            return of(Long.parseLong(Files.readString(file).strip()), uuid);
        } catch (IOException | NumberFormatException notHere) {
            return Optional.empty(); // another libvirt, or one that just ended the machine
        }
    }

    private static Optional<QemuProcess> search(UUID uuid) {
        return ProcessHandle.allProcesses()
                .flatMap(process -> of(process.pid(), uuid).stream())
                .findFirst();
    }

    private static Optional<QemuProcess> of(long pid, UUID uuid) {
        return Proc.commandLine(pid).contains("\0-uuid\0" + uuid + "\0")
                ? Proc.stat(pid).filter(Proc.Stat::alive).map(stat -> new QemuProcess(pid, stat.startTicks()))
                : Optional.empty();
    }
}
