package dev.triptych.controlplane.verification;

import dev.triptych.gateway.wire.Capture;
import dev.triptych.gateway.wire.CapturedAnswer;
import dev.triptych.gateway.wire.TapFigures;
import dev.triptych.spi.WorkloadId;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Mirroring of one service: what it is to do, and what it has compared. */
final class Mirroring {
    /** Nobody has asked for so long: nobody wants to know. */
    static final Duration FORGOTTEN = Duration.ofMinutes(1);

    private final String id;
    private final String service;
    private final WorkloadId candidate;
    private final VerificationPlan plan;
    private final Mirror bounds;
    private final VerificationResult before;
    private final Instant until;
    private final Comparing comparing;
    private final Tally tally = new Tally();
    private Instant asked;
    private int done;
    private long dropped;
    private long droppedBefore;
    private boolean ended;

    Mirroring(
            String id,
            String service,
            WorkloadId candidate,
            VerificationPlan plan,
            Mirror bounds,
            VerificationResult before,
            Instant now) {
        this.id = id;
        this.service = service;
        this.candidate = candidate;
        this.plan = plan;
        this.bounds = bounds;
        this.before = before;
        this.done = before.compared() + before.incomparable();
        this.until = now.plus(bounds.time());
        this.comparing = new Comparing(plan.rules());
        this.asked = now;
    }

    String id() {
        return id;
    }

    String service() {
        return service;
    }

    WorkloadId candidate() {
        return candidate;
    }

    Instant until() {
        return until;
    }

    synchronized boolean is(WorkloadId other, VerificationPlan otherPlan) {
        return candidate.equals(other) && plan.equals(otherPlan);
    }

    synchronized void askedAt(Instant now) {
        asked = now;
    }

    /** Whether copies are still to be sent. */
    synchronized boolean open(Instant now) {
        ended |= !now.isBefore(until) || done >= bounds.requests() || isForgotten(now);
        return !ended;
    }

    synchronized boolean isForgotten(Instant now) {
        return asked.plus(FORGOTTEN).isBefore(now);
    }

    Mirror bounds() {
        return bounds;
    }

    synchronized void add(Capture capture) {
        CapturedAnswer live = capture.live();
        if (live == null || done >= bounds.requests()) {
            return;
        }
        done++;
        CapturedAnswer copy = capture.copy();
        String shown =
                capture.request().method() + " " + named(capture.request().target());
        tally.add(shown, comparing.compare(shown, live, copy == null ? live : copy));
    }

    /** A tap that is another begins at zero. */
    synchronized void count(@Nullable TapFigures figures) {
        if (figures != null) {
            droppedBefore += figures.dropped() < dropped ? dropped : 0;
            dropped = figures.dropped();
        }
    }

    /** Values in the addresses of live requests are their senders' business. */
    private static String named(String target) {
        int at = target.indexOf('?');
        return at < 0
                ? target
                : target.substring(0, at + 1)
                        + Arrays.stream(target.substring(at + 1).split("&", -1))
                                .map(pair -> pair.contains("=") ? pair.substring(0, pair.indexOf('=') + 1) + "…" : "…")
                                .collect(Collectors.joining("&"));
    }

    synchronized VerificationResult result() {
        VerificationResult result = before.plus(tally.result());
        long all = dropped + droppedBefore;
        if (all == 0) {
            return result;
        }
        Tally told = new Tally();
        told.note(all + " live requests were not copied: the candidate or the gateway was behind.");
        return told.result().plus(result);
    }
}
