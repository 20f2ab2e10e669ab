package dev.triptych.controlplane.reconcile;

import dev.triptych.controlplane.dispatch.DriverFailures;
import dev.triptych.controlplane.platform.WarningCode;
import dev.triptych.controlplane.platform.WarningSource;
import dev.triptych.controlplane.usage.UsageRecorder;
import dev.triptych.controlplane.workload.Ledger;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.Usage;
import dev.triptych.spi.WorkloadKind;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Measures what runs. A workload that cannot be measured goes on all the same; that its figures are missing is warned of. */
@Component
class Sampler implements WarningSource {
    private static final Logger LOG = LoggerFactory.getLogger(Sampler.class);

    private final Map<WorkloadKind, String> failing = new ConcurrentHashMap<>();
    private final Lanes lanes;
    private final Ledger ledger;
    private final UsageRecorder recorder;

    Sampler(Lanes lanes, Ledger ledger, UsageRecorder recorder) {
        this.lanes = lanes;
        this.ledger = ledger;
        this.recorder = recorder;
    }

    void all() {
        Map<WorkloadKind, String> failed = new EnumMap<>(WorkloadKind.class);
        for (Lane lane : lanes.all()) {
            Session session = lane.session();
            if (session != null && session.hasStarted() && session.exit() == null) {
                String why = sample(lane, session);
                if (why != null) {
                    failed.putIfAbsent(session.driver.kind(), why);
                }
            }
        }
        failing.keySet().retainAll(failed.keySet());
        failing.putAll(failed);
    }

    @Override
    public void tell(Findings findings) {
        for (WorkloadKind kind : WorkloadKind.values()) {
            String word = kind.name().toLowerCase(Locale.ROOT);
            findings.found(
                    failing.containsKey(kind),
                    new Finding(
                            WarningCode.SAMPLER_FAILED,
                            word,
                            Severity.WARNING,
                            "Some workloads of the kind " + word + " cannot be measured: " + failing.get(kind),
                            "What runs goes on. The log has more; it is tried again by itself."));
        }
    }

    /** Why it could not be measured; null when it was, or ended meanwhile. */
    private @Nullable String sample(Lane lane, Session session) {
        try {
            Usage usage = session.driver.usage(session.key);
            recorder.record(lane.id, session.run, usage);
            ledger.update(
                    lane.id,
                    now -> now.run().number() == session.run
                                    && !now.run().stage().ended()
                            ? RunChanges.measured(now, usage)
                            : null);
            return null;
        } catch (DriverException e) {
            DriverFailures.log(e);
            return e.code() == DriverErrorCode.WORKLOAD_ABSENT ? null : e.safeMessage();
        } catch (RuntimeException e) {
            LOG.error("{} could not be measured", session.key, e);
            return "a defect of Triptych, or the database does not answer.";
        }
    }
}
