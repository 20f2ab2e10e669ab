package dev.triptych.driver.vm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The files of one machine. */
record MachineFiles(Path folder) {
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    /** What the guest's init reads; holds secrets. */
    Path seed() {
        return folder.resolve("seed");
    }

    /** What a machine writes that boots from a disk: the differences to its image. */
    Path disk() {
        return folder.resolve("disk");
    }

    /** What a machine that runs an image writes, when that is to last: a file system, taking no more room than is used of it. */
    Path written() {
        return folder.resolve("written");
    }

    /** The image below that disk: another name of a file that many machines share. */
    Path image() {
        return folder.resolve("image");
    }

    /** What UEFI remembers of one machine. */
    Path firmwareVariables() {
        return folder.resolve("nvram");
    }

    Path console() {
        return folder.resolve("console");
    }

    Path frames() {
        return folder.resolve("frames");
    }

    /** The socket behind the first serial port, for what is typed; what is written is in {@link #console}. */
    Path consolePort() {
        return folder.resolve("c");
    }

    /** The socket behind the second serial port. */
    Path channel() {
        return folder.resolve("s");
    }

    /** The address proposed to the guest. */
    Path address() {
        return fact("address");
    }

    Path fact(String name) {
        return folder.resolve(name + ".fact");
    }

    static void writePrivately(Path file, byte[] content) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, PRIVATE);
        Files.write(file, content, StandardOpenOption.WRITE);
    }

    /** Both logs empty, with what was rotated out of them gone. They are ours, so that we can read them, root or not. */
    void renewLogs() throws IOException {
        for (Path log : List.of(console(), frames())) {
            String name = log.getFileName().toString();
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    String candidate = file.getFileName().toString();
                    if (candidate.equals(name) || candidate.matches(name + "\\.\\d+")) {
                        Files.deleteIfExists(file);
                    }
                }
            }
            Files.createFile(log, PRIVATE);
        }
    }
}
