package dev.triptych.controlplane.verification;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request that a user wants sent to both.
 *
 * @param path with its query; begins with a slash
 * @param body text, sent as UTF-8; null for none
 */
public record GivenRequest(
        String method,
        String path,
        Map<String, String> headers,
        @Nullable String body) {
    public GivenRequest {
        headers = Map.copyOf(headers);
    }
}
