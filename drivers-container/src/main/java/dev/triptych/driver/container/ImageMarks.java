package dev.triptych.driver.container;

import com.github.dockerjava.api.command.InspectImageResponse;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The labels of images that look like ours. Whoever builds an image writes what he likes into it, so they mean nothing; an id
 * names one content for ever, so each image is asked once.
 */
final class ImageMarks {
    private final Engine engine;
    private final Map<String, Set<String>> known = new ConcurrentHashMap<>();

    ImageMarks(Engine engine) {
        this.engine = engine;
    }

    /** Saves a question about an image that was just described. */
    void learn(String id, InspectImageResponse image) {
        known.put(id, marks(image));
    }

    void forget(String id) {
        known.remove(id);
    }

    /** Empty when there is no such image. */
    Optional<Set<String>> of(String id) {
        Optional<Set<String>> before = Optional.ofNullable(known.get(id));
        return before.isPresent() ? before : ask(id);
    }

    private Optional<Set<String>> ask(String id) {
        Optional<InspectImageResponse> image = engine.find(
                "describe the image", docker -> docker.inspectImageCmd(id).exec());
        image.ifPresent(found -> learn(id, found));
        return image.map(ImageMarks::marks);
    }

    private static Set<String> marks(InspectImageResponse image) {
        var config = image.getConfig();
        return Labels.marks(config == null ? null : config.getLabels());
    }
}
