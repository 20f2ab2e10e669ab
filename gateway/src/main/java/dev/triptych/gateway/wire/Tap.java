package dev.triptych.gateway.wire;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What to take note of at one HTTP service. Nothing of it is ever on the gateway's disk.
 *
 * @param id names it; one with another id is another
 * @param copyTo where copies of requests with a safe method are sent, to compare the answers; null to record requests
 * @param bodyBytes the most of a body that is kept; what is longer is counted, and its rest not kept
 * @param most how many requests
 * @param until when it ends
 * @param erase when what it saw is forgotten, whether it was fetched or not
 */
public record Tap(
        String id,
        String service,
        @Nullable BackendAddress copyTo,
        int bodyBytes,
        long most,
        Instant until,
        Instant erase) {}
