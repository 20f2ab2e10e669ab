package dev.triptych.controlplane.dispatch;

import dev.triptych.spi.ImageSource;
import dev.triptych.spi.ImageSource.HeldImage;
import dev.triptych.spi.ImageSource.ResolvedImage;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BooleanSupplier;
import org.springframework.stereotype.Component;

/**
 * When images were last asked for. Between the moment at which a description's image is looked up and the one at which the
 * workload is on record nobody else knows that it is needed; so none is removed meanwhile, nor soon after. The same holds for
 * one that is being loaded.
 */
@Component
class RecentImages {
    private final Clock clock;
    private final Map<String, Instant> asked = new ConcurrentHashMap<>();
    /** For each load under way the names that it gives and the digest that the image may have. */
    private final Map<Hold, Set<String>> held = new ConcurrentHashMap<>();

    private final ReadWriteLock lock = new ReentrantReadWriteLock();

    RecentImages(Clock clock) {
        this.clock = clock;
    }

    /** As {@link ImageSource#resolve}, and remembers it. */
    ResolvedImage resolve(ImageSource images, String reference) {
        lock.readLock().lock();
        try {
            ResolvedImage image = images.resolve(reference);
            asked.put(image.digest(), clock.instant());
            return image;
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Empty when it was not asked for since the service started, or not for long. */
    Optional<Instant> lastAsked(String digest) {
        return Optional.ofNullable(asked.get(digest));
    }

    /** Keeps what has one of these names, or this digest, until the answer is closed. Waits for a removal under way. */
    Hold hold(Collection<String> namesAndDigest) {
        lock.readLock().lock();
        try {
            Hold hold = new Hold();
            held.put(hold, Set.copyOf(namesAndDigest));
            return hold;
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Keeps images for somebody. */
    final class Hold implements AutoCloseable {
        /** Counts an image as asked for now. */
        void asked(String digest) {
            RecentImages.this.asked.put(digest, clock.instant());
        }

        @Override
        public void close() {
            held.remove(this);
        }
    }

    /** Removes an image unless it was asked for since or is held; nobody asks for any meanwhile. Answers whether it is gone. */
    boolean removeUnlessAsked(HeldImage image, Instant since, BooleanSupplier removal) {
        lock.writeLock().lock();
        try {
            Instant last = asked.get(image.digest());
            return (last == null || last.isBefore(since)) && !isHeld(image) && removal.getAsBoolean();
        } finally {
            lock.writeLock().unlock();
        }
    }

    private boolean isHeld(HeldImage image) {
        return held.values().stream()
                .anyMatch(keys ->
                        keys.contains(image.digest()) || image.names().stream().anyMatch(keys::contains));
    }

    void forgetBefore(Instant time) {
        asked.values().removeIf(last -> last.isBefore(time));
    }
}
