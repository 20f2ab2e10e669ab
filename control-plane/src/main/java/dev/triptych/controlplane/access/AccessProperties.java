package dev.triptych.controlplane.access;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds and lifetimes of credentials.
 *
 * @param hosts the values of the {@code Host} header that are answered; one without a port stands for the service's own
 *     port. Anything else gets 421, which stops DNS rebinding
 * @param maxTokens how many tokens may exist
 * @param maxSecrets how many secrets may exist
 * @param maxSessions how many console sessions may be open; the oldest ends when one more is opened
 * @param sessionLifetime how long a console session lasts
 * @param ticketLifetime how long a ticket for one event stream or terminal is good
 * @param linkLifetime how long a sign-in link is good
 * @param failedSignInsPerMinute how many wrong credentials one address may present in a minute before it is told to wait
 */
@ConfigurationProperties("triptych.access")
public record AccessProperties(
        @DefaultValue({"127.0.0.1", "localhost", "[::1]"}) List<String> hosts,
        @DefaultValue("100") int maxTokens,
        @DefaultValue("500") int maxSecrets,
        @DefaultValue("100") int maxSessions,
        @DefaultValue("12h") Duration sessionLifetime,
        @DefaultValue("30s") Duration ticketLifetime,
        @DefaultValue("10m") Duration linkLifetime,
        @DefaultValue("30") int failedSignInsPerMinute) {
    public AccessProperties {
        hosts = List.copyOf(hosts);
        if (hosts.isEmpty()) {
            throw new IllegalArgumentException("triptych.access.hosts needs at least one value");
        }
        requirePositive("max-tokens", maxTokens);
        requirePositive("max-secrets", maxSecrets);
        requirePositive("max-sessions", maxSessions);
        requirePositive("failed-sign-ins-per-minute", failedSignInsPerMinute);
        requirePositive("session-lifetime", sessionLifetime.toMillis());
        requirePositive("ticket-lifetime", ticketLifetime.toMillis());
        requirePositive("link-lifetime", linkLifetime.toMillis());
    }

    private static void requirePositive(String key, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException("triptych.access." + key + " must be more than 0");
        }
    }
}
