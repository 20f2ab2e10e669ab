package dev.triptych.controlplane.snapshot;

import dev.triptych.controlplane.platform.Rounds;
import dev.triptych.controlplane.platform.TriptychException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/** Looks at the start, and now and then, for snapshots with which something was begun and not ended. */
@Component
class SnapshotSettling extends Rounds {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotSettling.class);

    private final Snapshots snapshots;

    SnapshotSettling(Snapshots snapshots) {
        super("snapshots", Duration.ofSeconds(5));
        this.snapshots = snapshots;
    }

    @Override
    protected void round() {
        snapshots.settle();
    }

    @Override
    protected void tell(Exception failure) {
        if (failure instanceof TriptychException || failure instanceof DataAccessException) {
            LOG.debug("snapshots are settled later", failure);
        } else {
            LOG.error("snapshots cannot be settled", failure);
        }
    }

    /** After the reconciler, before requests. */
    @Override
    public int getPhase() {
        return 1;
    }
}
