package dev.triptych.controlplane.access;

import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException;
import dev.triptych.controlplane.platform.TriptychException.Denied;
import dev.triptych.controlplane.platform.TriptychException.LimitReached;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts wrong credentials by address and minute. It never stops right ones: who guesses 256 bits has no luck anyway, and
 * a neighbour on the same address must not lock the owner out. It only keeps guessing cheap for the service.
 */
final class FailedSignIns {
    private static final int MAX_ADDRESSES = 10_000;

    private final int bound;
    private final Clock clock;
    private final Map<String, Count> byAddress = new LinkedHashMap<>();

    FailedSignIns(int bound, Clock clock) {
        this.bound = bound;
        this.clock = clock;
    }

    private record Count(long minute, int failures) {}

    /** Counts one more failure, and says how it is refused. */
    TriptychException refusal(String address, String message) {
        return isTooMany(address)
                ? new LimitReached(
                        ErrorCode.TOO_MANY_REQUESTS,
                        "Too many wrong credentials came from your address. Wait a minute and try again.")
                : new Denied(ErrorCode.UNAUTHENTICATED, message);
    }

    /** Counts one more failure and answers whether the address has now had more than its share in this minute. */
    private synchronized boolean isTooMany(String address) {
        long minute = clock.instant().getEpochSecond() / 60;
        Count before = byAddress.remove(address);
        int failures = before == null || before.minute() != minute ? 1 : before.failures() + 1;
        if (byAddress.size() >= MAX_ADDRESSES) {
            byAddress.remove(byAddress.keySet().iterator().next());
        }
        byAddress.put(address, new Count(minute, failures));
        return failures > bound;
    }
}
