package dev.triptych.controlplane.http;

import dev.triptych.spi.ByteSize;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.ImageConfig;
import dev.triptych.spi.ImageSource;
import java.io.InputStream;
import java.util.List;
import java.util.Map;

/** Knows one image. */
final class SimulatedImages implements ImageSource {
    static final String KNOWN = "triptych/greeter:1";

    @Override
    public ResolvedImage resolve(String reference) {
        if (!reference.equals(KNOWN)) {
            throw new DriverException(
                    DriverErrorCode.SOURCE_NOT_FOUND, "There is no image \"" + reference + "\" on this host.");
        }
        ImageConfig config = new ImageConfig(List.of("/greeter"), List.of(), Map.of(), "/", "", "linux/amd64");
        return new ResolvedImage(reference, "sha256:" + "a".repeat(64), ByteSize.ofMebibytes(1), config);
    }

    @Override
    public InputStream openRootFilesystem(String digest) {
        return InputStream.nullInputStream();
    }
}
