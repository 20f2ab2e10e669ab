package dev.triptych.driver.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.spi.Moment;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class EngineTimeTest {
    /** A clock that can be set, as an operator or NTP sets one. */
    private static final class SettableClock extends Clock {
        private Duration ahead = Duration.ZERO;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Clock.systemUTC().instant().plus(ahead);
        }
    }

    @Test
    void aStampOfNowIsOnBothClocks() {
        Clock clock = Clock.systemUTC();
        EngineTime time = new EngineTime(clock);
        long before = System.nanoTime();
        Moment moment = time.moment(clock.instant());

        assertThat(moment.since(new Moment(moment.at(), before)))
                .hasValueSatisfying(taken -> assertThat(taken.abs()).isLessThan(Duration.ofMillis(50)));
    }

    @Test
    void aStampFromBeforeTheDriverHasNoMonotonicTime() {
        Clock clock = Clock.systemUTC();
        Moment moment = new EngineTime(clock).moment(clock.instant().minusSeconds(60));
        assertThat(moment.nanos()).isNull();
    }

    @Test
    void aClockThatWasSetIsNotTrusted() {
        SettableClock clock = new SettableClock();
        EngineTime time = new EngineTime(clock);
        clock.ahead = Duration.ofMinutes(5);
        assertThat(time.moment(clock.instant()).nanos()).isNull();
    }

    @Test
    void theEnginesNeverIsEmpty() {
        assertThat(EngineTime.parse("0001-01-01T00:00:00Z")).isEmpty();
        assertThat(EngineTime.parse("")).isEmpty();
        assertThat(EngineTime.parse(null)).isEmpty();
        assertThat(EngineTime.parse("2026-01-02T03:04:05.123456789Z"))
                .contains(Instant.parse("2026-01-02T03:04:05.123456789Z"));
    }
}
