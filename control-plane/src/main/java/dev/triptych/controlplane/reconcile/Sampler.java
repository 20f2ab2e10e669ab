package dev.triptych.controlplane.reconcile;

import dev.triptych.controlplane.dispatch.DriverFailures;
import dev.triptych.controlplane.usage.UsageRecorder;
import dev.triptych.controlplane.workload.Ledger;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.Usage;
import org.springframework.stereotype.Component;

/** Measures what runs. A workload that cannot be measured goes on all the same. */
@Component
class Sampler {
    private final Lanes lanes;
    private final Ledger ledger;
    private final UsageRecorder recorder;

    Sampler(Lanes lanes, Ledger ledger, UsageRecorder recorder) {
        this.lanes = lanes;
        this.ledger = ledger;
        this.recorder = recorder;
    }

    void all() {
        for (Lane lane : lanes.all()) {
            Session session = lane.session();
            if (session != null && session.hasStarted() && session.exit() == null) {
                sample(lane, session);
            }
        }
        recorder.prune();
    }

    private void sample(Lane lane, Session session) {
        try {
            Usage usage = session.driver.usage(session.key);
            recorder.record(lane.id, session.run, usage);
            ledger.update(
                    lane.id,
                    now -> now.run().number() == session.run
                                    && !now.run().stage().ended()
                            ? RunChanges.measured(now, usage)
                            : null);
        } catch (DriverException e) {
            DriverFailures.log(e);
        }
    }
}
