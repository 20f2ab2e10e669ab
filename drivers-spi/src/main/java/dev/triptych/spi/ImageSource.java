package dev.triptych.spi;

import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Knows images by reference and can hand out their file systems. */
public interface ImageSource extends Capability {

    /**
     * Resolves a reference to what it means now.
     *
     * <p>Idempotent; changes nothing. Safe for use by many threads.
     *
     * @throws DriverException {@link DriverErrorCode#SOURCE_NOT_FOUND} when there is no such image,
     *     {@link DriverErrorCode#SOURCE_INVALID} when the reference is malformed,
     *     {@link DriverErrorCode#BACKEND_UNAVAILABLE} or {@link DriverErrorCode#BACKEND_TIMEOUT}
     */
    ResolvedImage resolve(String reference);

    /**
     * Opens the merged file system of an image as a tar stream with owners, modes, links and devices.
     *
     * <p>The caller closes the stream, also to give up early. A stream is for one thread.
     *
     * @param digest as {@link #resolve} answered it
     * @throws DriverException as {@link #resolve}
     */
    InputStream openRootFilesystem(String digest);

    /**
     * Everything that the backend holds, also images that lost their name; in no order.
     *
     * <p>Idempotent; changes nothing. Safe for use by many threads.
     *
     * @throws DriverException {@link DriverErrorCode#BACKEND_UNAVAILABLE} or {@link DriverErrorCode#BACKEND_TIMEOUT}
     */
    List<HeldImage> list();

    /**
     * An image that is there.
     *
     * @param digest as {@link ResolvedImage#digest}
     * @param names the references that mean it now; empty when it lost its name
     * @param size of all its layers, unpacked
     * @param shared the part of the size that other images hold as well; null where the backend does not tell it
     * @param createdAt when it was built, by its builder's clock; null when it does not say
     */
    record HeldImage(
            String digest,
            List<String> names,
            ByteSize size,
            @Nullable ByteSize shared,
            @Nullable Instant createdAt) {
        public HeldImage {
            names = List.copyOf(names);
        }
    }

    /**
     * What a reference means.
     *
     * @param digest of the image's content, {@code sha256:…}
     * @param size of all its layers, unpacked
     */
    record ResolvedImage(String reference, String digest, ByteSize size, ImageConfig config) {}
}
