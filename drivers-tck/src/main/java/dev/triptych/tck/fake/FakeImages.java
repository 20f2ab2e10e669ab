package dev.triptych.tck.fake;

import dev.triptych.spi.ByteSize;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.ImageConfig;
import dev.triptych.spi.ImageSource.HeldImage;
import dev.triptych.spi.ImageSource.ResolvedImage;
import dev.triptych.spi.ImageStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Images of a simulated backend, in memory. */
public final class FakeImages implements ImageStore {
    private final FakeBackend backend;
    private final Map<String, HeldImage> byDigest = new LinkedHashMap<>();
    private final Map<String, Set<Need>> needs = new HashMap<>();

    FakeImages(FakeBackend backend) {
        this.backend = backend;
    }

    /** Has an image there, whoever brought it; its names are taken from others. */
    public synchronized void hold(HeldImage image) {
        for (HeldImage other : List.copyOf(byDigest.values())) {
            byDigest.put(
                    other.digest(),
                    named(
                            other,
                            other.names().stream()
                                    .filter(name -> !image.names().contains(name))
                                    .toList()));
        }
        byDigest.put(image.digest(), image);
    }

    private static HeldImage named(HeldImage image, List<String> names) {
        return new HeldImage(image.digest(), names, image.size(), image.shared(), image.createdAt());
    }

    /** Has something on the backend need an image. */
    public synchronized void need(String digest, Need need) {
        needs.computeIfAbsent(digest, _ -> EnumSet.noneOf(Need.class)).add(need);
    }

    /** Takes an image away, as somebody else would. */
    public synchronized void drop(String digest) {
        byDigest.remove(digest);
        needs.remove(digest);
    }

    /** All that are there. */
    public synchronized List<HeldImage> list() {
        return List.copyOf(byDigest.values());
    }

    /** The image of a name or digest. */
    public synchronized Optional<HeldImage> find(String reference) {
        return byDigest.values().stream()
                .filter(image ->
                        image.digest().equals(reference) || image.names().contains(reference))
                .findFirst();
    }

    @Override
    public Meaning meaningOf(String name, Content content) {
        return backend.call(FakeOperation.IMAGES, () -> {
            check(name);
            return find(name)
                    .map(image -> image.digest().equals(content.configDigest()) ? Meaning.THIS : Meaning.ANOTHER)
                    .orElse(Meaning.NOTHING);
        });
    }

    private static void check(String name) {
        if (!name.matches("[a-z0-9][a-z0-9._/-]*(:[A-Za-z0-9_.-]+)?")) {
            throw new DriverException(DriverErrorCode.SOURCE_INVALID, "no name of a simulated image");
        }
    }

    @Override
    public ResolvedImage load(Path archive, Content content, List<String> names) {
        return backend.call(FakeOperation.IMAGES, () -> {
            List<String> before =
                    find(content.configDigest()).map(HeldImage::names).orElse(List.of());
            List<String> all =
                    Stream.concat(before.stream(), names.stream()).distinct().toList();
            HeldImage loaded = new HeldImage(content.configDigest(), all, size(archive), new ByteSize(0), null);
            hold(loaded);
            ImageConfig config = new ImageConfig(List.of("/loaded"), List.of(), Map.of(), "/", "", "linux/amd64");
            return new ResolvedImage(names.getFirst(), loaded.digest(), loaded.size(), config);
        });
    }

    private static ByteSize size(Path archive) {
        try {
            return new ByteSize(Files.size(archive));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<StoredImage> stored() {
        return backend.call(
                FakeOperation.IMAGES,
                () -> list().stream()
                        .map(image -> new StoredImage(image, needsOf(image.digest())))
                        .toList());
    }

    private synchronized Set<Need> needsOf(String digest) {
        return Set.copyOf(needs.getOrDefault(digest, Set.of()));
    }

    @Override
    public boolean remove(HeldImage seen) {
        return backend.call(FakeOperation.IMAGES, () -> {
            Optional<HeldImage> now = find(seen.digest());
            boolean changed = now.filter(image -> !Set.copyOf(image.names()).equals(Set.copyOf(seen.names())))
                    .isPresent();
            if (changed || !needsOf(seen.digest()).isEmpty()) {
                return false;
            }
            drop(seen.digest());
            return true;
        });
    }
}
