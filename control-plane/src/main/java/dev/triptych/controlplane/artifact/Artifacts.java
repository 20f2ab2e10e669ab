package dev.triptych.controlplane.artifact;

import dev.triptych.spi.ByteSize;
import dev.triptych.spi.ModuleInspecting.ModuleInspection;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds stored bytes. Fast: dispatch asks for every workload that is created and every run that begins. */
public interface Artifacts {

    /** What a name means now; empty when there is no artifact of that name. */
    Optional<Resolved> resolve(String name);

    /** The file with these bytes; empty when they are not kept. Nobody changes the file. */
    Optional<Path> file(String digest);

    /** What inspection found in a module of this name; empty when there is none, or it is something else. */
    Optional<ModuleInspection> module(String name);

    /**
     * A stored artifact; the digest has the form {@code sha256:…}.
     *
     * @param disk the size of the disk in it; null when it is no disk image
     */
    record Resolved(
            String name,
            String digest,
            Path file,
            ByteSize size,
            Format format,
            @Nullable ByteSize disk) {
        /** What is no disk image. */
        public Resolved(String name, String digest, Path file, ByteSize size, Format format) {
            this(name, digest, file, size, format, null);
        }
    }
}
