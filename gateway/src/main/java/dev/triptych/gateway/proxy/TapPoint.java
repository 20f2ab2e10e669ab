package dev.triptych.gateway.proxy;

import dev.triptych.gateway.wire.BackendAddress;
import dev.triptych.gateway.wire.CapturedAnswer;
import dev.triptych.gateway.wire.CapturedRequest;
import dev.triptych.gateway.wire.Tap;
import dev.triptych.gateway.wire.TapFigures;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One tap at work: counts what it sees, and keeps within its bounds. Used by many event loops. */
final class TapPoint {
    private static final int MOST_COPIES_AT_ONCE = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Tap tap;
    private final Taps taps;
    private final Sender sender;
    private final AtomicLong seen = new AtomicLong();
    private final LongAdder dropped = new LongAdder();
    private final LongAdder tooLong = new LongAdder();
    private final Semaphore copies = new Semaphore(MOST_COPIES_AT_ONCE);

    TapPoint(Tap tap, Taps taps, Sender sender) {
        this.tap = tap;
        this.taps = taps;
        this.sender = sender;
    }

    Tap tap() {
        return tap;
    }

    /** Room for the body of one message. */
    Kept body() {
        return new Kept(tap.bodyBytes(), taps.underWay());
    }

    boolean open() {
        return seen.get() < tap.most() && taps.now().isBefore(tap.until());
    }

    /** Takes note of one more; false when it has seen all that it was to see, or ended. */
    boolean begin() {
        return open() && taps.has(this) && take();
    }

    private boolean take() {
        return seen.getAndUpdate(count -> Math.min(count + 1, tap.most())) < tap.most();
    }

    /** What was begun is not kept, and does not count. */
    void tooLong() {
        tooLong.increment();
        seen.decrementAndGet();
    }

    /** There is no room or time for what was begun; it does not count. */
    void drop() {
        dropped.increment();
        seen.decrementAndGet();
    }

    /** Sends a copy, unless too many are under way. */
    void copy(CapturedRequest request, BackendAddress to, Consumer<CapturedAnswer> then) {
        if (!copies.tryAcquire()) {
            drop();
            return;
        }
        var _ = sender.send(to, request, tap.bodyBytes(), PATIENCE).whenComplete((answer, broken) -> {
            copies.release();
            if (broken == null) {
                then.accept(answer);
            } else {
                drop();
            }
        });
    }

    void keep(CapturedRequest request, @Nullable CapturedAnswer live, @Nullable CapturedAnswer copy) {
        if (!taps.keep(this, request, live, copy)) {
            drop();
        }
    }

    TapFigures figures() {
        return new TapFigures(Math.clamp(seen.get(), 0, tap.most()), dropped.sum(), tooLong.sum());
    }
}
