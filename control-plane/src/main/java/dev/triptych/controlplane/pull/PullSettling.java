package dev.triptych.controlplane.pull;

import dev.triptych.controlplane.platform.TriptychException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/** Looks at the start, and now and then, for pulls that nobody follows, and ends those under way with the service. */
@Component
class PullSettling implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(PullSettling.class);
    private static final long EVERY_SECONDS = 5;

    private final Pulls pulls;
    private volatile @Nullable CountDownLatch end;

    PullSettling(Pulls pulls) {
        this.pulls = pulls;
    }

    @Override
    public void start() {
        CountDownLatch fresh = new CountDownLatch(1);
        end = fresh;
        Thread.ofVirtual().name("pulls").start(() -> settleUntil(fresh));
    }

    private void settleUntil(CountDownLatch over) {
        try {
            do {
                settle();
            } while (!over.await(EVERY_SECONDS, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void settle() {
        try {
            pulls.settle();
        } catch (TriptychException | DataAccessException later) {
            LOG.debug("pulls are settled later", later);
        } catch (RuntimeException defect) {
            LOG.error("pulls cannot be settled", defect);
        }
    }

    @Override
    public void stop() {
        CountDownLatch last = end;
        end = null;
        if (last != null) {
            last.countDown();
        }
        pulls.close();
    }

    @Override
    public boolean isRunning() {
        return end != null;
    }

    /** After the reconciler, before requests. */
    @Override
    public int getPhase() {
        return 1;
    }
}
