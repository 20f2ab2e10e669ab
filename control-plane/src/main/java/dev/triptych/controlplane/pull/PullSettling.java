package dev.triptych.controlplane.pull;

import dev.triptych.controlplane.platform.Rounds;
import dev.triptych.controlplane.platform.TriptychException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/** Looks at the start, and now and then, for pulls that nobody follows, and ends those under way with the service. */
@Component
class PullSettling extends Rounds {
    private static final Logger LOG = LoggerFactory.getLogger(PullSettling.class);

    private final Pulls pulls;

    PullSettling(Pulls pulls) {
        super("pulls", Duration.ofSeconds(5));
        this.pulls = pulls;
    }

    @Override
    protected void round() {
        pulls.settle();
    }

    @Override
    protected void tell(Exception failure) {
        if (failure instanceof TriptychException || failure instanceof DataAccessException) {
            LOG.debug("pulls are settled later", failure);
        } else {
            LOG.error("pulls cannot be settled", failure);
        }
    }

    @Override
    public void stop() {
        super.stop();
        pulls.close();
    }

    /** After the reconciler, before requests. */
    @Override
    public int getPhase() {
        return 1;
    }
}
