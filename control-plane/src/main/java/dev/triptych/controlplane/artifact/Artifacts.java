package dev.triptych.controlplane.artifact;

import dev.triptych.spi.ByteSize;
import java.nio.file.Path;
import java.util.Optional;

/** Finds stored bytes. Fast: dispatch asks for every workload that is created and every run that begins. */
public interface Artifacts {

    /** What a name means now; empty when there is no artifact of that name. */
    Optional<Resolved> resolve(String name);

    /** The file with these bytes; empty when they are not kept. Nobody changes the file. */
    Optional<Path> file(String digest);

    /** A stored artifact; the digest has the form {@code sha256:…}. */
    record Resolved(String name, String digest, Path file, ByteSize size, Format format) {}
}
