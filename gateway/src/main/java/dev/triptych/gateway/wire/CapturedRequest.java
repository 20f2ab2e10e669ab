package dev.triptych.gateway.wire;

import java.util.List;

/**
 * A whole request.
 *
 * @param target path and query
 * @param headers in their order
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record CapturedRequest(String method, String target, List<Field> headers, byte[] body) {
    public CapturedRequest {
        headers = List.copyOf(headers);
    }

    @Override
    public String toString() {
        return method + ", " + body.length + " bytes"; // the rest may be confidential
    }
}
