package dev.triptych.systemtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.apache.commons.io.file.PathUtils;

/** Stands in front of {@code qemu-img}: each call goes through, but for one that stops before or after it has done its work. */
final class GatedTool implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** What stops is the tool itself and no process below it, and tells its id once it has stopped. */
    private static final String SCRIPT = """
            #!/bin/bash
            here=${0%/*}
            words="$*"
            stop() {
              [[ -e $here/$1 && $words == *"$(<"$here/$1")"* ]] || return
              rm "$here/$1"
              echo $$ >"$here/being-told"
              mv "$here/being-told" "$here/stopped"
              read -r <"$here/gate"
            }
            stop BEFORE
            [[ -e $here/AFTER ]] || exec qemu-img "$@"
            qemu-img "$@"
            code=$?
            stop AFTER
            exit "$code"
            """;

    private final Path folder;

    GatedTool() {
        try {
            folder = Files.createTempDirectory("gated-tool");
            Files.writeString(program(), SCRIPT);
            Files.setPosixFilePermissions(program(), PosixFilePermissions.fromString("rwx------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Shell.run("mkfifo", folder.resolve("gate").toString());
    }

    /** Where a call stops. */
    enum Moment {
        BEFORE,
        AFTER
    }

    Path program() {
        return folder.resolve("qemu-img");
    }

    /** Of the calls to come the first one with these words stops, and no other. */
    void stopNext(Moment moment, String words) {
        try {
            Files.deleteIfExists(folder.resolve("stopped"));
            Path written = Files.writeString(folder.resolve("being-written"), words);
            Files.move(written, folder.resolve(moment.name()), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The process that has stopped. */
    ProcessHandle awaitStopped() {
        Path stopped = folder.resolve("stopped");
        Await.level("the tool has stopped", PATIENCE, () -> Files.exists(stopped));
        try {
            return ProcessHandle.of(Long.parseLong(Files.readString(stopped).strip()))
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What has stopped goes on. */
    void goOn() {
        try {
            Files.writeString(folder.resolve("gate"), "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            PathUtils.deleteDirectory(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
