package dev.triptych.spi;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Takes images in and lets them go, beside others that use the same backend. */
public interface ImageStore extends Capability {

    /**
     * Says what a name means now, beside an image that might get it.
     *
     * <p>Idempotent; changes nothing. Safe for use by many threads.
     *
     * @throws DriverException {@link DriverErrorCode#SOURCE_INVALID} when the name is malformed,
     *     {@link DriverErrorCode#BACKEND_UNAVAILABLE} or {@link DriverErrorCode#BACKEND_TIMEOUT}
     */
    Meaning meaningOf(String name, Content content);

    /**
     * Takes in one image and gives it its names; what had one of them before loses it.
     *
     * <p>Idempotent. On return the image is there under all of its names, with exactly this content. May take minutes; an
     * interrupt ends it, and part of the layers may then stay in the backend. Safe for use by many threads.
     *
     * @param archive a tar file in the format of {@code docker save} that holds this image alone
     * @param names at least one, each with a tag and without a digest
     * @throws DriverException {@link DriverErrorCode#BACKEND_REFUSED} when the backend does not take it,
     *     {@link DriverErrorCode#STORAGE_FULL}, {@link DriverErrorCode#BACKEND_UNAVAILABLE},
     *     {@link DriverErrorCode#BACKEND_TIMEOUT} or {@link DriverErrorCode#INTERRUPTED}
     */
    ImageSource.ResolvedImage load(Path archive, Content content, List<String> names);

    /**
     * Everything that {@link ImageSource#list} lists, with what the backend itself needs each for; in no order.
     *
     * <p>Idempotent; changes nothing. Safe for use by many threads.
     *
     * @throws DriverException {@link DriverErrorCode#BACKEND_UNAVAILABLE} or {@link DriverErrorCode#BACKEND_TIMEOUT}
     */
    List<StoredImage> stored();

    /**
     * Removes an image with all its names, unless it changed since it was seen: one that has other names by now, or that the
     * backend needs, stays. Never forces anything, and removes no other image with it.
     *
     * <p>Idempotent; one that is absent counts as removed. The effect is complete on return. Safe for use by many threads.
     *
     * @param seen as {@link #stored} answered it
     * @return whether it is gone
     * @throws DriverException {@link DriverErrorCode#BACKEND_REFUSED}, {@link DriverErrorCode#BACKEND_UNAVAILABLE} or
     *     {@link DriverErrorCode#BACKEND_TIMEOUT}
     */
    boolean remove(ImageSource.HeldImage seen);

    /** What a name means. */
    enum Meaning {
        /** There is no such image. */
        NOTHING,
        /** The image with that content. */
        THIS,
        /** An image with other content. */
        ANOTHER
    }

    /** What a backend needs an image for. */
    enum Need {
        /** A container was made of it, by whomever; it need not run. */
        CONTAINER,
        /** Another image was built upon it. */
        IMAGE
    }

    /**
     * What makes an image this one, whatever digest a backend names it by.
     *
     * @param configDigest of the bytes of its configuration, {@code sha256:…}
     * @param layers digests of its unpacked layers in their order ({@code rootfs.diff_ids} of the configuration)
     */
    record Content(String configDigest, List<String> layers) {
        public Content {
            layers = List.copyOf(layers);
        }
    }

    /** An image that is there, and why it has to stay as far as the backend knows. */
    record StoredImage(ImageSource.HeldImage image, Set<Need> needs) {
        public StoredImage {
            needs = Set.copyOf(needs);
        }
    }
}
