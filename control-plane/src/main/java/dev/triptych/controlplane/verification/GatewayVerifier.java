package dev.triptych.controlplane.verification;

import dev.triptych.controlplane.platform.Actor;
import dev.triptych.controlplane.platform.UuidV7;
import dev.triptych.gateway.client.GatewayUnavailable;
import dev.triptych.gateway.wire.BackendAddress;
import dev.triptych.gateway.wire.CapturedRequest;
import dev.triptych.spi.WorkloadId;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Verifies through the gateway. */
@Component
class GatewayVerifier implements Verifier {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayVerifier.class);

    private final Replay replay;
    private final Recordings recordings;
    private final TapDesk desk;
    private final Clock clock;

    GatewayVerifier(Replay replay, Recordings recordings, TapDesk desk, Clock clock) {
        this.replay = replay;
        this.recordings = recordings;
        this.desk = desk;
        this.clock = clock;
    }

    @Override
    public VerificationResult replay(
            String service, VerificationPlan plan, BackendAddress old, BackendAddress candidate)
            throws InterruptedException {
        List<CapturedRequest> recorded = plan.recorded() ? recordings.requests(service) : List.of();
        return replay.go(service, plan, recorded, old, candidate);
    }

    @Override
    public void mirror(String service, WorkloadId candidate, VerificationPlan plan, VerificationResult before) {
        Mirror bounds = Objects.requireNonNull(plan.mirror(), "a plan that mirrors");
        Instant now = clock.instant();
        Mirroring _ = desk.mirrors().compute(service, (_, present) -> {
            if (present != null && present.is(candidate, plan)) {
                present.askedAt(now);
                return present;
            }
            return new Mirroring(UuidV7.next().toString(), service, candidate, plan, bounds, before, now);
        });
    }

    @Override
    public VerificationResult mirrored(String service) {
        Mirroring present = desk.mirrors().get(service);
        if (present == null) {
            return VerificationResult.NONE;
        }
        present.askedAt(clock.instant());
        return present.result();
    }

    @Override
    public boolean mirroring(String service) {
        Mirroring present = desk.mirrors().get(service);
        return present != null && present.open(clock.instant());
    }

    @Override
    public void endMirror(String service) {
        if (desk.mirrors().remove(service) != null) {
            tellGateway();
        }
    }

    @Override
    public void erase(String service) {
        recordings.erase(service, Actor.SYSTEM);
        tellGateway();
    }

    /** At once where that can be done; else the next round does it. */
    private void tellGateway() {
        try {
            desk.turn();
        } catch (GatewayUnavailable e) {
            LOG.debug("the gateway learns later what it is to forget", e);
        }
    }
}
