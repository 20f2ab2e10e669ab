package dev.triptych.gateway.wire;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a client and a backend may make the gateway hold or wait for.
 *
 * @param headerBytes the most that the head of a request or answer may be long
 * @param bodyBytes the most that the body of a request may be long; null for no limit
 * @param idle how long a connection or an exchange may go without a byte
 * @param connect how long a connection to a backend may take
 * @param response from the end of a request until the head of its answer
 * @param drain how long requests may go on whose backend or service is gone
 */
public record ServiceLimits(
        int headerBytes, @Nullable Long bodyBytes, Duration idle, Duration connect, Duration response, Duration drain) {
    public static final ServiceLimits DEFAULT = new ServiceLimits(
            16 << 10,
            null,
            Duration.ofSeconds(60),
            Duration.ofSeconds(3),
            Duration.ofSeconds(60),
            Duration.ofSeconds(30));
}
