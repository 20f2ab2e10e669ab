package dev.triptych.driver.container;

import com.github.dockerjava.api.model.Container;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tells containers that we made from those that carry our marks because their image does. A container's name is given by who
 * makes it and never by an image; ours follows from the marks. Where somebody has renamed one, its image is asked: if that
 * has no mark, the marks are the maker's.
 */
final class Provenance {
    private final Function<String, Optional<Set<String>>> marksOfImage;

    Provenance(ImageMarks images) {
        this(images::of);
    }

    /** @param marksOfImage the labels like ours of an image, by its id; empty when there is no such image */
    Provenance(Function<String, Optional<Set<String>>> marksOfImage) {
        this.marksOfImage = marksOfImage;
    }

    /** Of an image that is gone nothing can be told, and a container that is not named as ours is then nobody's. */
    boolean isOurs(Container container) {
        @Nullable String[] names = container.getNames();
        boolean named = names != null && Stream.of(names).anyMatch(name -> fits(name, container.getLabels()));
        return named
                || marksOfImage
                        .apply(String.valueOf(container.getImageId()))
                        .filter(Set::isEmpty)
                        .isPresent();
    }

    /** Whether a container of these marks is named so when we make it. */
    static boolean fits(@Nullable String name, Map<String, String> labels) {
        if (name == null) {
            return false;
        }
        String bare = name.startsWith("/") ? name.substring(1) : name;
        Optional<String> workload = Labels.name(labels);
        return Labels.key(labels)
                        .flatMap(key -> workload.map(of -> CreateRequestMapper.containerName(of, key)))
                        .filter(bare::equals)
                        .isPresent()
                || Labels.exporter(labels)
                        .filter(process -> bare.startsWith(process.containerNames()))
                        .isPresent();
    }
}
