package dev.triptych.controlplane.assessment;

import dev.triptych.controlplane.platform.Actor;
import dev.triptych.spi.WorkloadId;
import java.time.Duration;

/**
 * What can be asked for. Everything throws {@link dev.triptych.controlplane.platform.TriptychException}: {@code NotFound}
 * when there is no such workload, {@code Unprocessable} when it is no container, {@code InvalidRequest} when the time is
 * not between {@link #SHORTEST} and {@link #LONGEST}.
 */
public interface Assessments {
    /** For how long processes are watched unless said otherwise. */
    Duration USUAL = Duration.ofSeconds(10);

    Duration SHORTEST = Duration.ofMillis(100);
    Duration LONGEST = Duration.ofMinutes(10);

    /**
     * Begins to look at a container and returns at once. While one of this container is under way that one is answered,
     * and nothing begins.
     *
     * @throws dev.triptych.controlplane.platform.TriptychException.LimitReached when as many as may are under way
     */
    Assessment begin(String workload, Duration observe, Actor actor);

    /**
     * The newest one of a container.
     *
     * @throws dev.triptych.controlplane.platform.TriptychException.NotFound also when it was never assessed
     */
    Assessment newest(String workload);

    /**
     * Looks at a container and waits until that has ended, for {@code observe} and some seconds more; for longer while as
     * many as may are under way. One of this container that is under way is waited for instead.
     *
     * @return one that is done or has failed; it is on record
     * @throws InterruptedException when the thread was; what has begun goes on, and is answered by {@link #newest}
     */
    Assessment assess(WorkloadId workload, Duration observe) throws InterruptedException;
}
