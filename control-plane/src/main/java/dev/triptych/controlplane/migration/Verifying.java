package dev.triptych.controlplane.migration;

import dev.triptych.controlplane.migration.Evidence.Verification;
import dev.triptych.controlplane.migration.Migration.State;
import dev.triptych.controlplane.migration.Migration.View;
import dev.triptych.controlplane.platform.TriptychException;
import dev.triptych.controlplane.platform.TriptychException.Unavailable;
import dev.triptych.controlplane.service.ServiceShifts;
import dev.triptych.controlplane.verification.VerificationPlan;
import dev.triptych.controlplane.verification.VerificationResult;
import dev.triptych.controlplane.verification.Verifier;
import dev.triptych.controlplane.workload.WorkloadView;
import dev.triptych.gateway.wire.BackendAddress;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.springframework.stereotype.Component;

/** Compares the answers of both: first to given and recorded requests, then to the clients' own. */
@Component
class Verifying implements Work {
    private final Verifier verifier;
    private final ServiceShifts shifts;
    private final MigrationWorkloads workloads;
    private final Beside beside;

    Verifying(Verifier verifier, ServiceShifts shifts, MigrationWorkloads workloads, Beside beside) {
        this.verifier = verifier;
        this.shifts = shifts;
        this.workloads = workloads;
        this.beside = beside;
    }

    @Override
    public State state() {
        return State.VERIFYING;
    }

    @Override
    public Progress go(View view) throws InterruptedException {
        VerificationPlan plan = Objects.requireNonNull(view.migration().plan().verify());
        Verification known = view.current().evidence().verification();
        Verification now = known == null ? new Verification(null, null, plan.minimum()) : known;
        if (now.replayed() == null) {
            return replay(view, plan, now);
        }
        return plan.mirror() == null ? judged(view, now) : mirror(view, plan, now);
    }

    private Progress replay(View view, VerificationPlan plan, Verification now) throws InterruptedException {
        MigrationPlan of = view.migration().plan();
        Optional<BackendAddress> old = shifts.address(of.old());
        Optional<BackendAddress> candidate = shifts.address(of.candidate());
        if (old.isEmpty() || candidate.isEmpty()) {
            String missing = (old.isEmpty() ? of.old() : of.candidate()).workload();
            String trouble = workloads.trouble(missing);
            return trouble == null
                    ? Progress.stays(view, "The backend of \"" + missing + "\" cannot be asked at the moment.")
                    : Progress.broken(view, Evidence.of(now), "Nothing can be compared. " + trouble);
        }
        try {
            return beside.poll(
                            view.migration().id(),
                            () -> verifier.replay(of.service(), plan, old.get(), candidate.get()))
                    .map(result -> replayed(view, plan, new Verification(result, null, plan.minimum())))
                    .orElseGet(() -> Progress.stays(view, "It compares the answers to given requests."));
        } catch (ExecutionException e) {
            return switch (e.getCause()) {
                case Unavailable away -> Progress.stays(view, away.safeMessage());
                case TriptychException refused -> Progress.broken(view, Evidence.of(now), refused.safeMessage());
                case null, default -> throw new IllegalStateException("the answers could not be compared", e);
            };
        }
    }

    private static Progress replayed(View view, VerificationPlan plan, Verification now) {
        return plan.mirror() != null && now.all().different() == 0
                ? Progress.stays(Evidence.of(now), view.current().mark(), "It compares the answers to given requests.")
                : judged(view, now);
    }

    private Progress mirror(View view, VerificationPlan plan, Verification now) {
        MigrationPlan of = view.migration().plan();
        WorkloadView candidate = workloads.find(of.candidate().workload()).orElse(null);
        if (candidate == null) {
            return Progress.broken(view, Evidence.of(now), "The new workload is gone.");
        }
        VerificationResult known = now.mirrored() == null ? VerificationResult.NONE : now.mirrored();
        verifier.mirror(of.service(), candidate.workload().id(), plan, known);
        VerificationResult mirrored = verifier.mirrored(of.service());
        Verification next = new Verification(now.replayed(), mirrored, plan.minimum());
        if (mirrored.different() > 0 || !verifier.mirroring(of.service())) {
            return judged(view, next);
        }
        return Progress.stays(
                Evidence.of(next), view.current().mark(), "It compares the answers to the clients' own requests.");
    }

    private static Progress judged(View view, Verification shown) {
        VerificationResult all = shown.all();
        if (all.verified(shown.minimum())) {
            return Progress.passed(view, Evidence.of(shown));
        }
        String notes = all.notes().isEmpty() ? "" : " " + String.join(" ", all.notes());
        String why = all.different() > 0
                ? all.different() + " of " + all.compared() + " answers differ; the first: "
                        + all.differences().stream()
                                .findFirst()
                                .map(one -> one.request() + " differs in " + one.what())
                                .orElse("not kept")
                        + "."
                : all.compared() + " answers could be compared, and " + shown.minimum() + " are asked for." + notes;
        return Progress.broken(view, Evidence.of(shown), why);
    }

    @Override
    public void leave(View view) {
        beside.cancel(view.migration().id());
        verifier.endMirror(view.migration().plan().service());
    }
}
