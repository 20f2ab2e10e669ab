package dev.triptych.driver.container;

/** The requests for a container's streams. */
final class StreamRequests {
    private static final long NANOS = 1_000_000_000L;

    private StreamRequests() {}

    /** All that is written from now on. */
    static String attachOutput(String containerId) {
        return "POST /containers/" + containerId + "/attach?stream=1&stdout=1&stderr=1";
    }

    static String attachInput(String containerId) {
        return "POST /containers/" + containerId + "/attach?stream=1&stdin=1";
    }

    /** What was written since a time, each entry with its stamp. */
    static String log(String containerId, long sinceNanos, boolean follow) {
        String since = "%d.%09d".formatted(sinceNanos / NANOS, sinceNanos % NANOS);
        return "GET /containers/" + containerId + "/logs?stdout=1&stderr=1&timestamps=1&since=" + since + "&follow="
                + (follow ? 1 : 0);
    }
}
