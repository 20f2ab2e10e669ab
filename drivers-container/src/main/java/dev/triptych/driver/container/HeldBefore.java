package dev.triptych.driver.container;

import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Image;
import java.lang.System.Logger;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the Engine had before a pull, to be had again after one that should not have been. What others do meanwhile is theirs.
 *
 * @param ids of all images
 * @param named the image that had the name
 */
record HeldBefore(Set<String> ids, @Nullable String named) {
    private static final Logger LOG = System.getLogger(HeldBefore.class.getName());

    static HeldBefore of(Engine engine, String name) {
        Set<String> ids =
                engine
                        .call(
                                "list its images",
                                docker ->
                                        docker.listImagesCmd().withShowAll(true).exec())
                        .stream()
                        .map(Image::getId)
                        .collect(Collectors.toSet());
        Optional<String> named = engine.find(
                        "describe the image",
                        docker -> docker.inspectImageCmd(name).exec())
                .map(image -> String.valueOf(image.getId()));
        return new HeldBefore(ids, named.orElse(null));
    }

    /** Gives the name back, and removes the image when it came with the pull. */
    void restore(Engine engine, String repository, String version, String pulled) {
        String before = named;
        if (pulled.equals(before)) {
            return;
        }
        if (before != null && !version.startsWith("sha256:")) {
            engine.run(
                    "give the name back",
                    docker -> docker.tagImageCmd(before, repository, version).exec());
        }
        if (!ids.contains(pulled)) {
            remove(engine, pulled);
        }
    }

    private static void remove(Engine engine, String pulled) {
        engine.run("remove the image", docker -> {
            try {
                docker.removeImageCmd(pulled).withNoPrune(true).exec();
            } catch (NotFoundException | ConflictException others) {
                LOG.log(Logger.Level.DEBUG, "others have removed or begun to use " + pulled, others);
            }
        });
    }
}
