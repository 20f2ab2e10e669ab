package dev.triptych.driver.container;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.command.RootFS;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Image;
import com.github.dockerjava.api.model.LoadResponseItem;
import com.github.dockerjava.api.model.ResponseItem.ErrorDetail;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.ImageSource.HeldImage;
import dev.triptych.spi.ImageSource.ResolvedImage;
import dev.triptych.spi.ImageStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Loads and removes images of an Engine that serves others as well. What an image's id is depends on the Engine's store: the
 * digest of the configuration, or of a manifest. Its layers are the same in both.
 */
final class DockerImageStore implements ImageStore {
    private static final Duration LOADING = Duration.ofMinutes(30);
    private static final Duration REMOVING = Duration.ofMinutes(2);

    private final Engine engine;
    private final DockerImages images;

    DockerImageStore(Engine engine, DockerImages images) {
        this.engine = engine;
        this.images = images;
    }

    @Override
    public Meaning meaningOf(String name, Content content) {
        ImageReference.check(name);
        return inspect(name)
                .map(image -> isThis(image, content) ? Meaning.THIS : Meaning.ANOTHER)
                .orElse(Meaning.NOTHING);
    }

    private Optional<InspectImageResponse> inspect(String nameOrId) {
        return engine.find(
                "describe the image", docker -> docker.inspectImageCmd(nameOrId).exec());
    }

    /**
     * Whether it is the same image. Where an id is the digest of a manifest this cannot be told, and the name counts as another
     * image's: whoever loads it again says that it may be replaced.
     */
    private static boolean isThis(InspectImageResponse image, Content content) {
        return content.configDigest().equals(image.getId());
    }

    private static List<String> layers(InspectImageResponse image) {
        RootFS root = image.getRootFS();
        List<String> layers = root == null ? null : root.getLayers();
        return layers == null ? List.of() : layers;
    }

    @Override
    public ResolvedImage load(Path archive, Content content, List<String> names) {
        engine.run("load the image", LOADING, docker -> {
            try (InputStream bytes = Files.newInputStream(archive);
                    LoadAnswer answer = new LoadAnswer()) {
                docker.loadImageAsyncCmd(bytes).exec(answer).awaitCompletion();
                answer.refuseIfItFailed();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new DriverException(
                        DriverErrorCode.INTERRUPTED, "Interrupted while the Docker Engine loaded the image.", "", e);
            }
        });
        for (String name : names) {
            boolean there = inspect(name)
                    .filter(image -> layers(image).equals(content.layers()))
                    .isPresent();
            if (!there) {
                throw new DriverException(
                        DriverErrorCode.BACKEND_REFUSED,
                        "The Docker Engine took the image and does not have it as \"" + name
                                + "\". Somebody else may have given the name to another; load it again.");
            }
        }
        ResolvedImage loaded = images.resolve(names.getFirst());
        images.forget(loaded.digest());
        return loaded;
    }

    /** What the Engine says while it loads: a failure comes within an answer that began as a success. */
    private static final class LoadAnswer extends ResultCallback.Adapter<LoadResponseItem> {
        private volatile @Nullable String failure;

        @Override
        public void onNext(LoadResponseItem item) {
            ErrorDetail detail = item.getErrorDetail();
            if (detail != null) {
                failure = String.valueOf(detail.getMessage());
            }
        }

        void refuseIfItFailed() {
            String words = failure;
            if (words != null) {
                boolean full = words.contains("no space left on device");
                throw new DriverException(
                        full ? DriverErrorCode.STORAGE_FULL : DriverErrorCode.BACKEND_REFUSED,
                        full
                                ? "The Docker Engine has no space left on its disk for the image."
                                : "The Docker Engine refused to load the image: " + EngineErrorMapper.safe(words),
                        words,
                        null);
            }
        }
    }

    @Override
    public List<StoredImage> stored() {
        List<HeldImage> held = images.list();
        Set<String> used = used();
        Set<String> parents = parents();
        return held.stream()
                .map(image -> new StoredImage(image, needs(image.digest(), used, parents)))
                .toList();
    }

    /** Those of which there are containers, by whomever, running or not. */
    private Set<String> used() {
        List<Container> containers = engine.call(
                "list its containers",
                docker -> docker.listContainersCmd().withShowAll(true).exec());
        return containers.stream().map(Container::getImageId).collect(Collectors.toSet());
    }

    /** Those upon which others were built, by the Engine's builder of old; what newer ones build names no parent. */
    private Set<String> parents() {
        Set<String> parents = new HashSet<>();
        for (Image image : engine.call(
                "list its images",
                docker -> docker.listImagesCmd().withShowAll(true).exec())) {
            String parent = image.getParentId();
            if (parent != null && !parent.isEmpty()) {
                parents.add(parent);
            }
        }
        return parents;
    }

    private static Set<Need> needs(String digest, Set<String> used, Set<String> parents) {
        Set<Need> needs = EnumSet.noneOf(Need.class);
        if (used.contains(digest)) {
            needs.add(Need.CONTAINER);
        }
        if (parents.contains(digest)) {
            needs.add(Need.IMAGE);
        }
        return needs;
    }

    /**
     * Takes one name after the other, the last one with the image itself, by its id. The Engine looks for containers again at
     * that: nothing is forced.
     */
    @Override
    public boolean remove(HeldImage seen) {
        Optional<InspectImageResponse> now = inspect(seen.digest());
        if (now.isEmpty()) {
            return true;
        }
        boolean same = names(now.get()).equals(Set.copyOf(seen.names()));
        if (!same || !needs(seen.digest(), used(), parents()).isEmpty()) {
            return false;
        }
        int others = Math.max(0, seen.names().size() - 1);
        for (String name : seen.names().subList(0, others)) {
            if (!means(name, seen.digest()) || !removed(name)) {
                return false;
            }
        }
        boolean gone = removed(seen.digest()) && inspect(seen.digest()).isEmpty();
        images.forget(seen.digest());
        return gone;
    }

    private static Set<String> names(InspectImageResponse image) {
        List<String> names = image.getRepoTags();
        return names == null
                ? Set.of()
                : names.stream()
                        .filter(name -> !name.equals(HeldImages.NO_NAME))
                        .collect(Collectors.toSet());
    }

    private boolean means(String name, String digest) {
        return inspect(name).filter(image -> digest.equals(image.getId())).isPresent();
    }

    /** Without the images that it was built upon: those may be needed by others who know them by digest alone. */
    private boolean removed(String nameOrId) {
        return engine.call("remove the image", REMOVING, docker -> {
            try {
                docker.removeImageCmd(nameOrId).withNoPrune(true).exec();
                return true;
            } catch (NotFoundException absent) {
                return true;
            } catch (ConflictException needed) {
                return false;
            }
        });
    }
}
