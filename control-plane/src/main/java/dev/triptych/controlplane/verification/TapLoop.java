package dev.triptych.controlplane.verification;

import dev.triptych.controlplane.platform.Rounds;
import dev.triptych.gateway.client.GatewayUnavailable;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Has the desk do its round again and again. */
@Component
class TapLoop extends Rounds {
    private static final Logger LOG = LoggerFactory.getLogger(TapLoop.class);

    private final TapDesk desk;

    TapLoop(TapDesk desk) {
        super("taps", Duration.ofMillis(250));
        this.desk = desk;
    }

    @Override
    protected void round() throws GatewayUnavailable {
        desk.turn();
    }

    /** Without what was fetched. */
    @Override
    protected void tell(Exception failure) {
        LOG.warn(
                "what the gateway recorded or mirrored could not be fetched: {}",
                failure.getClass().getName());
    }
}
