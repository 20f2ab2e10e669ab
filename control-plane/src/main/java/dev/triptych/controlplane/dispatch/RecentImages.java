package dev.triptych.controlplane.dispatch;

import dev.triptych.spi.ImageSource;
import dev.triptych.spi.ImageSource.ResolvedImage;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BooleanSupplier;
import org.springframework.stereotype.Component;

/**
 * When images were last asked for. Between the moment at which a description's image is looked up and the one at which the
 * workload is on record nobody else knows that it is needed; so none is removed meanwhile, nor soon after.
 */
@Component
class RecentImages {
    private final Clock clock;
    private final Map<String, Instant> asked = new ConcurrentHashMap<>();
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

    /** Removes an image unless it was asked for since; nobody asks for any meanwhile. Answers whether it is gone. */
    boolean removeUnlessAsked(String digest, Instant since, BooleanSupplier removal) {
        lock.writeLock().lock();
        try {
            Instant last = asked.get(digest);
            return (last == null || last.isBefore(since)) && removal.getAsBoolean();
        } finally {
            lock.writeLock().unlock();
        }
    }

    void forgetBefore(Instant time) {
        asked.values().removeIf(last -> last.isBefore(time));
    }
}
