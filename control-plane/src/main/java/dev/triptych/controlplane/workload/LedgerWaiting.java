package dev.triptych.controlplane.workload;

import dev.triptych.spi.WorkloadId;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Waiting on what the ledger writes. */
@Component
class LedgerWaiting implements Waiting {
    private final Ledger ledger;
    private final Waiters waiters;

    LedgerWaiting(Ledger ledger, Waiters waiters) {
        this.ledger = ledger;
        this.waiters = waiters;
    }

    @Override
    public Waited await(WorkloadId id, Condition condition, Duration timeout) {
        WorkloadView settled = waiters.await(id, condition, timeout, () -> current(id));
        return settled != null ? new Waited(true, settled) : new Waited(false, current(id));
    }

    private WorkloadView current(WorkloadId id) {
        WorkloadView view = ledger.find(id);
        if (view == null) {
            throw new IllegalArgumentException("there never was a workload " + id);
        }
        return view;
    }
}
