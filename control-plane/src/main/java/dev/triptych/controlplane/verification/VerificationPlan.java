package dev.triptych.controlplane.verification;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a candidate is to be verified.
 *
 * @param requests given ones, sent in this order before those recorded
 * @param recorded whether the service's recording is used
 * @param unsafe whether other methods than GET, HEAD and OPTIONS are sent, too; both workloads carry them out
 * @param mirror bounds of mirroring; null for none
 * @param minimum of comparable answers, at least 1; fewer, and nothing is verified
 */
public record VerificationPlan(
        List<GivenRequest> requests,
        boolean recorded,
        boolean unsafe,
        @Nullable Mirror mirror,
        CompareRules rules,
        int minimum) {
    public VerificationPlan {
        requests = List.copyOf(requests);
    }
}
