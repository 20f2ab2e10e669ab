package dev.triptych.driver.wasm.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.tck.Eventually;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** So many guests run at once in a host, and no more. */
class GuestThreadsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void oneMoreThanThereMayBeIsRefusedUntilOneHasEnded() {
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch second = new CountDownLatch(1);
        try (GuestThreads threads = new GuestThreads(2, 1 << 20, 0)) {
            assertThat(threads.none()).isTrue();
            threads.run(() -> await(first));
            threads.run(() -> await(second));
            assertThatExceptionOfType(DriverException.class)
                    .isThrownBy(() -> threads.run(() -> {}))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(DriverErrorCode.CAPACITY_EXCEEDED))
                    .withMessageContaining("2 guests");
            first.countDown();
            CountDownLatch third = new CountDownLatch(1);
            Eventually.holds("there is room again", PATIENCE, () -> isTaken(threads, third));
            await(third);
            second.countDown();
            Eventually.holds("nothing runs", PATIENCE, threads::none);
        }
    }

    private static boolean isTaken(GuestThreads threads, CountDownLatch done) {
        try {
            threads.run(done::countDown);
            return true;
        } catch (DriverException e) {
            return false;
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
