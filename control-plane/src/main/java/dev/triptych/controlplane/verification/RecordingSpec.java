package dev.triptych.controlplane.verification;

import java.time.Duration;
import java.util.List;

/**
 * What may be recorded at a service.
 *
 * @param time how long requests are recorded
 * @param requests how many at most
 * @param bodyBytes a request with a longer body is not recorded
 */
public record RecordingSpec(Duration time, int requests, int bodyBytes, Mask mask) {
    public static final Duration LONGEST = Duration.ofHours(24);
    public static final int MOST_REQUESTS = 5000;
    public static final int MOST_BODY_BYTES = 1 << 20;
    public static final RecordingSpec USUAL =
            new RecordingSpec(Duration.ofMinutes(10), 500, 64 << 10, new Mask(List.of(), List.of(), List.of()));

    /**
     * What is replaced before anything is stored.
     *
     * @param headers names of fields, besides those that hold credentials, which are never kept
     * @param json pointers into bodies; {@code *} as a segment stands for any one member or element
     * @param query names of parameters, of the target and of forms
     */
    public record Mask(List<String> headers, List<String> json, List<String> query) {
        public Mask {
            headers = List.copyOf(headers);
            json = List.copyOf(json);
            query = List.copyOf(query);
        }
    }
}
