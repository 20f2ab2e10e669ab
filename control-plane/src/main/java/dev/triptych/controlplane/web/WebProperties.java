package dev.triptych.controlplane.web;

import dev.triptych.spi.ByteSize;
import java.time.Duration;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds of what clients may send and keep open.
 *
 * @param maxBody the largest JSON body that is read; uploads have a bound of their own
 * @param heartbeat how long an event stream stays silent before a comment keeps it alive
 * @param glance how often a stream on which nothing is sent looks whether its client is still there
 * @param slowReader how long sending to a reader of events may take, in sum, before it has caught up; then it is told and
 *     disconnected
 * @param maxWait the longest that a caller may have an answer held back with {@code wait}
 */
@ConfigurationProperties("triptych.web")
public record WebProperties(
        @DefaultValue("4MiB") ByteSize maxBody,
        @DefaultValue("15s") Duration heartbeat,
        @DefaultValue("5s") Duration glance,
        @DefaultValue("30s") Duration slowReader,
        @DefaultValue("10m") Duration maxWait) {
    public WebProperties {
        if (maxBody.bytes() == 0 || maxBody.bytes() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("triptych.web.max-body must be more than 0 and less than 2GiB");
        }
        if (Stream.of(heartbeat, glance, slowReader, maxWait).anyMatch(each -> each.toMillis() <= 0)) {
            throw new IllegalArgumentException(
                    "triptych.web.heartbeat, glance, slow-reader and max-wait must be more than 0");
        }
    }
}
