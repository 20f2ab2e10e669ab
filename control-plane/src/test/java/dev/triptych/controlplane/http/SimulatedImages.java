package dev.triptych.controlplane.http;

import dev.triptych.spi.ByteSize;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.ImageConfig;
import dev.triptych.spi.ImageSource;
import dev.triptych.tck.fake.FakeBackend;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Knows one image by name, holds another that lost its own, and what was loaded since. */
final class SimulatedImages implements ImageSource {
    static final String KNOWN = "triptych/greeter:1";
    static final String KNOWN_DIGEST = "sha256:" + "a".repeat(64);
    static final String NAMELESS_DIGEST = "sha256:" + "b".repeat(64);

    private final FakeBackend backend;

    SimulatedImages(FakeBackend backend) {
        this.backend = backend;
        holdTheUsual(backend);
    }

    /** What is there from the beginning; again where it was collected. */
    static void holdTheUsual(FakeBackend backend) {
        backend.images().hold(new HeldImage(NAMELESS_DIGEST, List.of(), ByteSize.ofMebibytes(2), null, null));
        backend.images()
                .hold(new HeldImage(
                        KNOWN_DIGEST,
                        List.of(KNOWN),
                        ByteSize.ofMebibytes(1),
                        new ByteSize(700),
                        Instant.parse("2026-01-02T03:04:05Z")));
    }

    @Override
    public List<HeldImage> list() {
        backend.requireHere();
        return backend.images().list();
    }

    @Override
    public ResolvedImage resolve(String reference) {
        HeldImage image = backend.images()
                .find(reference)
                .orElseThrow(() -> new DriverException(
                        DriverErrorCode.SOURCE_NOT_FOUND, "There is no image \"" + reference + "\" on this host."));
        ImageConfig config = new ImageConfig(List.of("/greeter"), List.of(), Map.of(), "/", "", "linux/amd64");
        return new ResolvedImage(reference, image.digest(), image.size(), config);
    }

    @Override
    public InputStream openRootFilesystem(String digest) {
        return InputStream.nullInputStream();
    }
}
