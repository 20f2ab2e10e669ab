package dev.triptych.controlplane.comparison;

import dev.triptych.controlplane.dispatch.Images;
import dev.triptych.controlplane.platform.TriptychException.Unavailable;
import dev.triptych.spi.ByteSize;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** How much of an image other images of this host hold as well. */
@Component
class SharedLayers {
    private static final Logger LOG = LoggerFactory.getLogger(SharedLayers.class);

    private final Images images;

    SharedLayers(Images images) {
        this.images = images;
    }

    /** In bytes; null when the image is not there, or nobody tells. The backend looks at all its images for that. */
    @Nullable
    Long of(String digest) {
        try {
            return images.all().stream()
                    .map(Images.Listed::image)
                    .filter(image -> image.digest().equals(digest))
                    .findFirst()
                    .map(image -> image.shared())
                    .map(ByteSize::bytes)
                    .orElse(null);
        } catch (Unavailable e) {
            LOG.info("what {} shares with other images is not told: {}", digest, e.safeMessage());
            return null;
        }
    }
}
