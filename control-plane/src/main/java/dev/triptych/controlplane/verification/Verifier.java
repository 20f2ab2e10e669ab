package dev.triptych.controlplane.verification;

import dev.triptych.gateway.wire.BackendAddress;
import dev.triptych.spi.WorkloadId;

/**
 * Compares what two workloads answer to the same requests. Requests go to addresses that Triptych assigned, follow no
 * redirect, and a bounded part of each answer is read.
 */
public interface Verifier {

    /**
     * Sends given and recorded requests to both, the old one first, one after the other, and compares the answers. Blocks
     * for as long as that takes, at most ten seconds for each answer. A candidate that does not answer where the old one
     * does is different; where the old one does not answer, there is nothing to compare.
     *
     * @param service whose recording is used, and the host that requests ask for unless they name another
     * @throws InterruptedException when the thread is interrupted; what was sent was sent
     * @throws dev.triptych.controlplane.platform.TriptychException.Unavailable when the gateway, which sends, is away
     */
    VerificationResult replay(String service, VerificationPlan plan, BackendAddress old, BackendAddress candidate)
            throws InterruptedException;

    /**
     * Has copies of live requests with a safe method sent to the candidate too, from within a second on, until
     * {@link Mirror} is used up, {@link #endMirror} is called or nobody has asked for a minute. Repeating it is a no-op. Not
     * on record: after a restart it is to be called again, with what had been compared; its time begins anew.
     *
     * @param plan with a {@link VerificationPlan#mirror}
     * @param before what was compared before the restart; looked at only where nothing is mirrored yet
     */
    void mirror(String service, WorkloadId candidate, VerificationPlan plan, VerificationResult before);

    /** What mirroring has compared until now; zeroes when there is none. */
    VerificationResult mirrored(String service);

    /** Whether mirroring is going on and may still compare something. */
    boolean mirroring(String service);

    /** Sends no more copies, and forgets what was compared. Without mirroring a no-op. */
    void endMirror(String service);

    /** Erases what was recorded for a service, and ends its recording. Without one a no-op. */
    void erase(String service);
}
