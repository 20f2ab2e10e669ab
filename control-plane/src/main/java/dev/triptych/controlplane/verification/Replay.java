package dev.triptych.controlplane.verification;

import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException.Unavailable;
import dev.triptych.gateway.client.Gateway;
import dev.triptych.gateway.client.GatewayUnavailable;
import dev.triptych.gateway.wire.BackendAddress;
import dev.triptych.gateway.wire.CapturedAnswer;
import dev.triptych.gateway.wire.CapturedRequest;
import dev.triptych.gateway.wire.Field;
import dev.triptych.gateway.wire.GatewayCall;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * Sends requests to the old workload and to the candidate, one after the other, and compares. The gateway sends: it is the
 * process that guests may talk to, and it speaks to both as it does when it serves.
 */
@Component
class Replay {
    static final Duration PATIENCE = Duration.ofSeconds(10);
    /** The most of an answer that is read. */
    static final int MOST_OF_A_BODY = 1 << 20;

    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");
    private final Gateway gateway;

    Replay(Gateway gateway) {
        this.gateway = gateway;
    }

    VerificationResult go(
            String service,
            VerificationPlan plan,
            List<CapturedRequest> recorded,
            BackendAddress old,
            BackendAddress candidate)
            throws InterruptedException {
        List<CapturedRequest> all = new ArrayList<>();
        plan.requests().forEach(given -> all.add(request(given)));
        all.addAll(recorded);
        Comparing comparing = new Comparing(plan.rules());
        Tally tally = new Tally();
        int unsafe = 0;
        for (CapturedRequest one : all) {
            if (!plan.unsafe() && !SAFE.contains(one.method())) {
                unsafe++;
                continue;
            }
            CapturedRequest sent = prepared(service, one);
            CapturedAnswer was = send(old, sent);
            // nothing to compare it with, and it might be carried out
            CapturedAnswer is = was.failure() == null ? send(candidate, sent) : was;
            String shown = one.method() + " " + one.target();
            tally.add(shown, comparing.compare(shown, was, is));
        }
        if (unsafe > 0) {
            tally.note(unsafe
                    + " requests with other methods than GET, HEAD and OPTIONS were not sent: unsafe was not asked"
                    + " for.");
        }
        if (plan.recorded() && recorded.isEmpty()) {
            tally.note("Nothing is recorded of the service \"" + service + "\".");
        }
        return tally.result();
    }

    private static CapturedRequest request(GivenRequest given) {
        String body = given.body();
        return new CapturedRequest(
                given.method().toUpperCase(Locale.ROOT),
                given.path(),
                given.headers().entrySet().stream()
                        .map(field -> new Field(field.getKey(), field.getValue()))
                        .toList(),
                body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8));
    }

    /** Both are asked for the same host, so that addresses in their answers are alike; and for answers that are not packed. */
    private static CapturedRequest prepared(String service, CapturedRequest request) {
        List<Field> fields = new ArrayList<>(request.headers().stream()
                .filter(field -> !field.name().equalsIgnoreCase("accept-encoding"))
                .toList());
        if (fields.stream().noneMatch(field -> field.name().equalsIgnoreCase("host"))) {
            fields.add(new Field("Host", service + ".localhost"));
        }
        return new CapturedRequest(request.method(), request.target(), fields, request.body());
    }

    private CapturedAnswer send(BackendAddress to, CapturedRequest request) throws InterruptedException {
        try {
            return gateway.send(new GatewayCall.Send(to, request, MOST_OF_A_BODY, PATIENCE));
        } catch (GatewayUnavailable e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("while a request was replayed");
            }
            throw new Unavailable(
                    ErrorCode.GATEWAY_UNAVAILABLE, "The gateway is being started. Try again in a moment.", e);
        }
    }
}
