package dev.triptych.controlplane.platform;

import dev.triptych.controlplane.platform.TriptychException.Unavailable;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.stereotype.Component;

/** Keeps a process that does not lead from changing the record. With the embedded database it always leads. */
@Component
public class LeadGuard {
    private final @Nullable Leadership leadership;

    public LeadGuard(ObjectProvider<Leadership> leadership) {
        this.leadership = leadership.getIfAvailable();
    }

    /** Whether this process may work now. */
    public boolean leads() {
        return leadership == null || leadership.leads();
    }

    /**
     * Refuses what only the one that leads may do.
     *
     * @throws Unavailable {@link ErrorCode#NOT_LEADING}
     * @throws CannotGetJdbcConnectionException when nobody can be asked who leads
     */
    public void require() {
        Leadership present = leadership;
        if (present == null || present.leads()) {
            return;
        }
        if (present.isAway()) {
            throw new CannotGetJdbcConnectionException("the database cannot be asked who leads");
        }
        throw new Unavailable(
                ErrorCode.NOT_LEADING,
                "This control plane does not lead at the moment, so it takes no commands; nothing was recorded, and what"
                        + " runs goes on. Try again in a moment, or ask the one that leads.",
                null);
    }

    /** Has the database refuse the whole round trip when another process has taken over meanwhile. */
    public void guard(RoundTrip trip) {
        Leadership present = leadership;
        if (present != null) {
            trip.add("select triptych_leadership.require_term(?)", present.term());
        }
    }
}
