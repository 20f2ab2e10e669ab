package dev.triptych.spi;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Fetches images from registries. */
public interface ImagePulling extends Capability {

    /**
     * Fetches one image from its registry and keeps it under its name.
     *
     * <p>Idempotent: what is here already is not fetched twice. On return the image is here whole; a failure leaves no image
     * and no name behind. May take hours, and ends by itself only when the registry does; an interrupt ends it. Which registries
     * may be asked is the caller's to decide before. Safe for use by many threads.
     *
     * @param listener told of each change, on a thread of the driver; must not block
     * @throws DriverException {@link DriverErrorCode#SOURCE_INVALID} when the name is malformed,
     *     {@link DriverErrorCode#SOURCE_NOT_FOUND} when the registry has no such image,
     *     {@link DriverErrorCode#NOT_SUPPORTED} when it has it for other platforms alone,
     *     {@link DriverErrorCode#REGISTRY_REFUSED} when it wants other credentials,
     *     {@link DriverErrorCode#REGISTRY_UNREACHABLE} when nobody answers there, {@link DriverErrorCode#STORAGE_FULL},
     *     {@link DriverErrorCode#BACKEND_REFUSED} for what else the registry or the backend says,
     *     {@link DriverErrorCode#BACKEND_UNAVAILABLE} or {@link DriverErrorCode#INTERRUPTED}
     */
    PulledImage pull(Wanted wanted, Consumer<Progress> listener);

    /**
     * Which image.
     *
     * @param repository with its registry and without a tag, such as {@code registry.example:5000/team/web}
     * @param version a tag, or a digest {@code sha256:…}
     * @param platform as {@code os/architecture}; null for the backend's own
     * @param login null to ask without credentials, also when the backend knows some
     */
    record Wanted(
            String repository,
            String version,
            @Nullable String platform,
            @Nullable Login login) {

        /** Whether the version is the digest of what is wanted. */
        public boolean byDigest() {
            return version.startsWith("sha256:");
        }

        /** As users write it. */
        public String reference() {
            return repository + (byDigest() ? "@" : ":") + version;
        }
    }

    /** Who asks a registry. Shows no password. */
    record Login(String username, String password) {
        @Override
        public String toString() {
            return "Login[" + username + "]";
        }
    }

    /**
     * How far it is. What is known of the whole grows while layers are asked for.
     *
     * @param layers known so far
     * @param layersDone of these, those that are here whole
     * @param bytes of those layers whose size is known and that are fetched, packed
     * @param bytesFetched of these, those that have arrived
     * @param bytesUnpacked of these, those that were unpacked
     */
    record Progress(int layers, int layersDone, long bytes, long bytesFetched, long bytesUnpacked) {
        public static final Progress NONE = new Progress(0, 0, 0, 0, 0);
    }

    /**
     * What is here now.
     *
     * @param repoDigest what the registry knows it by, {@code repository@sha256:…}; whoever pulls this gets the same image
     */
    record PulledImage(ImageSource.ResolvedImage image, String repoDigest) {}
}
