package dev.triptych.controlplane.service;

import dev.triptych.controlplane.platform.Rounds;
import dev.triptych.gateway.client.GatewayUnavailable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Looks at the workloads behind services again and again, and tells the gateway what has changed. */
@Component
class ServiceLoop extends Rounds {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceLoop.class);

    private final GatewayDesk desk;
    private final ServiceMetrics metrics;

    ServiceLoop(GatewayDesk desk, ServiceMetrics metrics, ServiceProperties properties) {
        super("services", properties.every());
        this.desk = desk;
        this.metrics = metrics;
    }

    @Override
    protected void round() throws GatewayUnavailable {
        desk.refresh();
        metrics.refresh();
    }

    @Override
    protected void tell(Exception failure) {
        LOG.warn("the gateway could not be told what changed: {}", failure.toString());
    }
}
