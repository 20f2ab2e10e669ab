package dev.triptych.controlplane.snapshot;

import dev.triptych.controlplane.platform.TriptychException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/** Looks now and then for snapshots with which something was begun and not ended. */
@Component
class SnapshotSettling implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotSettling.class);
    private static final long EVERY_SECONDS = 5;

    private final Snapshots snapshots;
    private volatile @Nullable CountDownLatch end;

    SnapshotSettling(Snapshots snapshots) {
        this.snapshots = snapshots;
    }

    @Override
    public void start() {
        CountDownLatch fresh = new CountDownLatch(1);
        end = fresh;
        Thread.ofVirtual().name("snapshots").start(() -> settleUntil(fresh));
    }

    private void settleUntil(CountDownLatch over) {
        try {
            while (!over.await(EVERY_SECONDS, TimeUnit.SECONDS)) {
                settle();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void settle() {
        try {
            snapshots.settle();
        } catch (TriptychException | DataAccessException later) {
            LOG.debug("snapshots are settled later", later);
        } catch (RuntimeException defect) {
            LOG.error("snapshots cannot be settled", defect);
        }
    }

    @Override
    public void stop() {
        CountDownLatch last = end;
        end = null;
        if (last != null) {
            last.countDown();
        }
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
