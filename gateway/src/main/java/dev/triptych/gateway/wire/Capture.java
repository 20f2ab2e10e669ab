package dev.triptych.gateway.wire;

import org.jspecify.annotations.Nullable;

/**
 * One request that a tap saw.
 *
 * @param number grows, for one gateway process
 * @param tap its id
 * @param request of a mirrored one without fields: its method and target alone
 * @param live what the client was answered; null when only requests are recorded
 * @param copy what the candidate answered; null when only requests are recorded
 */
public record Capture(
        long number,
        String tap,
        CapturedRequest request,
        @Nullable CapturedAnswer live,
        @Nullable CapturedAnswer copy) {

    /** How much memory it takes, in bytes; not exact. */
    public long weight() {
        long sum = 256L + request.target().length() + request.body().length;
        for (Field field : request.headers()) {
            sum += field.name().length() + field.value().length() + 64L;
        }
        return sum + weight(live) + weight(copy);
    }

    private static long weight(@Nullable CapturedAnswer answer) {
        if (answer == null) {
            return 0;
        }
        long sum = answer.body().length;
        for (Field field : answer.headers()) {
            sum += field.name().length() + field.value().length() + 64L;
        }
        return sum;
    }
}
