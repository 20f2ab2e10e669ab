package dev.triptych.controlplane.pull;

import dev.triptych.controlplane.dispatch.ImagesProperties.PullLimits;
import dev.triptych.controlplane.platform.Actor;
import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.pull.Pull.Failure;
import dev.triptych.spi.ImagePulling.Progress;
import dev.triptych.spi.ImagePulling.PulledImage;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A pull under way: the driver's call on a thread of its own, and the bounds that it is held to. */
final class PullRun {
    private final Pull pull;
    private final Actor actor;
    private final PullLimits limits;
    private final FutureTask<PulledImage> call;
    private final long begin = System.nanoTime();
    private volatile Seen seen = new Seen(Progress.NONE, begin);
    private volatile @Nullable Actor canceller;
    private volatile @Nullable Pull ended;

    /** How far it was, and when that was new. */
    private record Seen(Progress progress, long atNanos) {}

    /** @param work the driver's call, which tells its progress */
    PullRun(Pull pull, Actor actor, PullLimits limits, Function<Consumer<Progress>, PulledImage> work) {
        this.pull = pull;
        this.actor = actor;
        this.limits = limits;
        call = new FutureTask<>(() -> work.apply(now -> seen = new Seen(now, System.nanoTime())));
    }

    void start() {
        Thread.ofVirtual().name("pull-" + pull.id()).start(call);
    }

    /** As it is now. */
    Pull pull() {
        Pull end = ended;
        return end == null ? pull.at(seen.progress()) : end;
    }

    /** Who did what happened last: whoever began it, or cancelled it. */
    Actor actor() {
        Actor by = canceller;
        return by != null && pull().state() == Pull.State.CANCELLED ? by : actor;
    }

    void end(Pull end) {
        ended = end;
    }

    Optional<Pull> ended() {
        return Optional.ofNullable(ended);
    }

    /** Ends it; only the first to do so counts. */
    void cancel(Actor by) {
        if (canceller == null) {
            canceller = by;
        }
        breakOff();
    }

    /** Has the driver give up. */
    void breakOff() {
        call.cancel(true);
    }

    /**
     * Waits for the end, for some time.
     *
     * @return empty while it goes on
     * @throws ExecutionException with what the driver's call threw
     * @throws java.util.concurrent.CancellationException when it was broken off
     */
    Optional<PulledImage> await(Duration time) throws InterruptedException, ExecutionException {
        try {
            return Optional.of(call.get(time.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException goesOn) {
            return Optional.empty();
        }
    }

    /** Which of its bounds it has reached. */
    Optional<Failure> exceeded() {
        Seen last = seen;
        long now = System.nanoTime();
        if (last.progress().bytes() > limits.maxSize().bytes()) {
            return Optional.of(new Failure(
                    ErrorCode.CAPACITY_EXCEEDED,
                    "The image is larger than " + limits.maxSize() + ", the most that is pulled."
                            + " triptych.images.pulls.max-size sets it."));
        }
        if (now - last.atNanos() > limits.stall().toNanos()) {
            return Optional.of(
                    new Failure(
                            ErrorCode.BACKEND_TIMEOUT,
                            "Nothing came from the registry for "
                                    + limits.stall().toSeconds()
                                    + " s. Look whether it answers, and pull again. triptych.images.pulls.stall sets the time."));
        }
        if (now - begin > limits.timeout().toNanos()) {
            return Optional.of(new Failure(
                    ErrorCode.BACKEND_TIMEOUT,
                    "It took longer than " + limits.timeout().toMinutes()
                            + " min, the most that a pull may. triptych.images.pulls.timeout sets it."));
        }
        return Optional.empty();
    }
}
