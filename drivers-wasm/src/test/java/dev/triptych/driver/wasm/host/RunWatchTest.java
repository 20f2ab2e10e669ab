package dev.triptych.driver.wasm.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.driver.wasm.host.ExitMapper.Ending;
import dev.triptych.spi.ExitReason;
import dev.triptych.tck.Eventually;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RunWatchTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(20);

    private final ScheduledThreadPoolExecutor timers = new ScheduledThreadPoolExecutor(1);
    private final AtomicReference<@Nullable Ending> ending = new AtomicReference<>();
    private final AtomicLong cpuNanos = new AtomicLong();
    private final AtomicInteger looks = new AtomicInteger();

    @AfterEach
    void stopTheTimers() {
        timers.shutdownNow();
    }

    private RunWatch watch(@Nullable Duration timeout, @Nullable Duration cpuTime) {
        timers.setRemoveOnCancelPolicy(true);
        return RunWatch.begin(
                timers,
                new GuestLimits(0, 3, 0, timeout, cpuTime),
                () -> {
                    looks.incrementAndGet();
                    return cpuNanos.get();
                },
                ending::set);
    }

    private ExitReason reason() {
        Ending seen = ending.get();
        return seen == null ? ExitReason.EXITED : seen.reason();
    }

    @Test
    void timeThatPassesIsTheTimeLimits() {
        try (RunWatch _ = watch(SHORT, null)) {
            Eventually.holds("the run is ended", PATIENCE, () -> reason() == ExitReason.TIME_LIMIT);
        }
    }

    @Test
    void aSleeperUsesNoProcessorTimeAndIsLookedAtNowAndThen() {
        try (RunWatch _ = watch(null, SHORT)) {
            Eventually.holds("it was looked at", PATIENCE, () -> looks.get() >= 3);
            assertThat(ending.get()).isNull();
            cpuNanos.set(SHORT.toNanos());
            Eventually.holds("the run is ended", PATIENCE, () -> reason() == ExitReason.CPU_LIMIT);
        }
    }

    @Test
    void aRunThatEndedIsForgotten() {
        watch(Duration.ofDays(1), Duration.ofDays(1)).close();
        assertThat(timers.getQueue()).isEmpty();
    }
}
