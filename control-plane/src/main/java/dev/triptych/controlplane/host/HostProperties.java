package dev.triptych.controlplane.host;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the host is watched.
 *
 * @param watchEvery how often it is looked whether the conditions that are warned of hold
 */
@ConfigurationProperties("triptych.host")
public record HostProperties(@DefaultValue("5s") Duration watchEvery) {
    public HostProperties {
        if (watchEvery.toMillis() <= 0) {
            throw new IllegalArgumentException("triptych.host.watch-every must be more than 0");
        }
    }
}
