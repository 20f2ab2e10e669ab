package dev.triptych.driver.container;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.PullResponseItem;
import com.github.dockerjava.api.model.ResponseItem.ErrorDetail;
import com.github.dockerjava.api.model.ResponseItem.ProgressDetail;
import dev.triptych.spi.ImagePulling.Progress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the Engine says while it pulls, layer by layer, added up. A failure comes within an answer that began as a success. */
final class PullAnswer extends ResultCallback.Adapter<PullResponseItem> {
    private static final String DIGEST = "Digest: ";

    private final Consumer<Progress> listener;
    private final Map<String, Layer> layers = new LinkedHashMap<>();
    private Progress last = Progress.NONE;
    private @Nullable String digest;
    private @Nullable String failure;

    PullAnswer(Consumer<Progress> listener) {
        this.listener = listener;
    }

    private record Layer(long size, long fetched, long unpacked, boolean done) {
        static final Layer NEW = new Layer(0, 0, 0, false);

        Layer fetched(ProgressDetail detail) {
            return new Layer(Math.max(size, total(detail)), Math.max(fetched, current(detail)), unpacked, done);
        }

        Layer arrived() {
            return new Layer(size, size, unpacked, done);
        }

        Layer unpacked(ProgressDetail detail) {
            long whole = Math.max(size, total(detail));
            return new Layer(whole, whole, Math.max(unpacked, current(detail)), done);
        }

        Layer whole() {
            return new Layer(size, size, size, true);
        }

        private static long current(ProgressDetail detail) {
            Long current = detail.getCurrent();
            return current == null ? 0 : Math.max(0, current);
        }

        private static long total(ProgressDetail detail) {
            Long total = detail.getTotal();
            return total == null ? 0 : Math.max(0, total);
        }
    }

    @Override
    public void onNext(PullResponseItem item) {
        Progress now = take(item);
        if (now != null) {
            listener.accept(now);
        }
    }

    /** How far it is when this changed it; null when it did not. */
    private synchronized @Nullable Progress take(PullResponseItem item) {
        ErrorDetail detail = item.getErrorDetail();
        if (detail != null) {
            failure = String.valueOf(detail.getMessage());
        }
        String status = item.getStatus();
        if (status == null) {
            return null;
        }
        if (status.startsWith(DIGEST)) {
            digest = status.substring(DIGEST.length()).strip();
        }
        String id = item.getId();
        if (id != null) {
            ProgressDetail progress = item.getProgressDetail();
            Layer seen = after(
                    layers.getOrDefault(id, Layer.NEW), status, progress == null ? new ProgressDetail() : progress);
            if (seen != null) {
                layers.put(id, seen);
            }
        }
        Progress now = sum();
        if (now.equals(last)) {
            return null;
        }
        last = now;
        return now;
    }

    /** Null for what is not said of a layer. */
    private static @Nullable Layer after(Layer layer, String status, ProgressDetail progress) {
        return switch (status) {
            case "Pulling fs layer", "Waiting" -> layer;
            case "Downloading" -> layer.fetched(progress);
            case "Verifying Checksum", "Download complete" -> layer.arrived();
            case "Extracting" -> layer.unpacked(progress);
            case "Pull complete", "Already exists" -> layer.whole();
            default -> null;
        };
    }

    private Progress sum() {
        return new Progress(
                layers.size(),
                (int) layers.values().stream().filter(Layer::done).count(),
                layers.values().stream().mapToLong(Layer::size).sum(),
                layers.values().stream().mapToLong(Layer::fetched).sum(),
                layers.values().stream().mapToLong(Layer::unpacked).sum());
    }

    /** What the registry calls what was pulled; empty until it was said. */
    synchronized Optional<String> digest() {
        return Optional.ofNullable(digest);
    }

    /** In the Engine's words; empty while all is well. */
    synchronized Optional<String> failure() {
        return Optional.ofNullable(failure);
    }
}
