package dev.triptych.driver.container;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.dockerjava.api.model.Image;
import dev.triptych.spi.ByteSize;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.ImageSource.HeldImage;
import java.lang.System.Logger;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Lists what the Engine holds. How much of it is shared is told with the disk usage, and not by every Engine. */
final class HeldImages {
    private static final Logger LOG = System.getLogger(HeldImages.class.getName());

    /** What the Engine calls an image without a name. */
    static final String NO_NAME = "<none>:<none>";

    private final Engine engine;

    HeldImages(Engine engine) {
        this.engine = engine;
    }

    List<HeldImage> list() {
        List<Image> images =
                engine.call("list its images", docker -> docker.listImagesCmd().exec());
        Map<String, ByteSize> shared = shared();
        return images.stream()
                .map(image -> held(image, shared.get(image.getId())))
                .toList();
    }

    static HeldImage held(Image image, @Nullable ByteSize shared) {
        @Nullable String[] names = image.getRepoTags();
        Long size = image.getSize();
        Long created = image.getCreated();
        return new HeldImage(
                image.getId(),
                names == null
                        ? List.of()
                        : Stream.of(names)
                                .map(String::valueOf)
                                .filter(name -> !name.equals(NO_NAME))
                                .toList(),
                new ByteSize(size == null ? 0 : size),
                shared,
                created == null || created <= 0 ? null : Instant.ofEpochSecond(created));
    }

    /** Of the images that it is told of. Whoever asks for the list gets it also when this takes too long. */
    private Map<String, ByteSize> shared() {
        try {
            return shared(engine.ask("tell its disk usage", "/system/df?type=image"));
        } catch (DriverException e) {
            if (e.code() == DriverErrorCode.BACKEND_UNAVAILABLE || e.code() == DriverErrorCode.INTERRUPTED) {
                throw e;
            }
            LOG.log(Logger.Level.INFO, "what images share is not told: {0}", e.safeMessage());
            return Map.of();
        }
    }

    /** A size of −1 is one that was not computed. */
    static Map<String, ByteSize> shared(JsonNode usage) {
        Map<String, ByteSize> shared = new HashMap<>();
        for (JsonNode image : usage.path("Images")) {
            long size = image.path("SharedSize").asLong(-1);
            if (size >= 0) {
                shared.put(image.path("Id").asText(), new ByteSize(size));
            }
        }
        return shared;
    }
}
