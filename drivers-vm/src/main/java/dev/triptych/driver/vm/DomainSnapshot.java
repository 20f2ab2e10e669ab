package dev.triptych.driver.vm;

import java.util.List;
import java.util.UUID;

/**
 * What libvirt said of one domain at one time.
 *
 * @param addresses leased to its card by the network; empty when it does not run
 * @param agent whether the guest's agent has opened its channel; false when it does not run
 */
record DomainSnapshot(
        UUID uuid, String domainName, DomainMark mark, State state, List<String> addresses, boolean agent) {

    /** libvirt's states, as far as they differ for us. */
    enum State {
        RUNNING,
        /** Halted by us, by somebody else, by a failing disk, or asleep by its own wish. */
        PAUSED,
        SHUTTING_DOWN,
        OFF,
        CRASHED;

        boolean active() {
            return this == RUNNING || this == PAUSED || this == SHUTTING_DOWN;
        }
    }
}
