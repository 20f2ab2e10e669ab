package dev.triptych.spi;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where the program comes from, already pinned. Digests have the form {@code sha256:<64 hexadecimal digits>}.
 *
 * <p>A driver refuses a source it has no use for with {@link DriverErrorCode#SOURCE_MISMATCH}.
 */
public sealed interface Source {

    /** The digest that caches are keyed by. */
    String digest();

    /**
     * An image the container backend holds itself.
     *
     * @param reference the reference as the user wrote it
     * @param digest what {@link ImageSource#resolve} answered for it
     */
    record ContainerImage(String reference, String digest) implements Source {}

    /** A WebAssembly binary in a local file that nobody changes. */
    record WasmModule(Path file, String digest) implements Source {}

    /**
     * A WebAssembly binary that came in an image, and what the image says about running it.
     *
     * @param reference as the user wrote it
     * @param digest of the image
     * @param root the image's files as a directory that nobody changes; null when the image is a module and nothing else
     */
    record WasmImage(
            String reference,
            String digest,
            WasmModule module,
            ImageConfig config,
            @Nullable Path root) implements Source {}

    /**
     * The file system and configuration of a container image, to be run by a driver that knows nothing of containers.
     *
     * @param layout opens the merged file system as a tar stream; costly, so call it on a cache miss only
     */
    record RootFilesystem(String reference, String digest, ImageConfig config, TarSource layout) implements Source {}

    /**
     * A kernel to be booted directly.
     *
     * @param digest covers kernel and initrd
     * @param cmdline the kernel's command line as the user wrote it; may be empty
     */
    record KernelBoot(Path kernel, @Nullable Path initrd, String cmdline, String digest) implements Source {}

    /**
     * A system on a disk of its own, in a local file that nobody changes.
     *
     * @param format as it was recorded when the image was stored; to be handed on, never to be found out from the bytes
     * @param size of the disk in the image, in bytes
     */
    record Disk(Path file, DiskFormat format, ByteSize size, String digest) implements Source {}

    /** How a disk is kept in a file. */
    enum DiskFormat {
        /** QEMU's own, in clusters that are there as far as they were written. */
        QCOW2,
        /** Sector after sector. */
        RAW
    }

    /** Opens a tar stream; each call opens a new one, and the caller closes it. */
    @FunctionalInterface
    interface TarSource {
        InputStream open() throws IOException;
    }
}
