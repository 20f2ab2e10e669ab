package dev.triptych.tck;

import dev.triptych.spi.Driver;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.LogStreaming;
import dev.triptych.spi.Observation;
import dev.triptych.spi.ObservedState;
import dev.triptych.spi.WorkloadId;
import dev.triptych.spi.WorkloadKey;
import dev.triptych.spi.WorkloadSpec;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the contracts share: one fixture per test, and short words for the usual steps. */
abstract class Contract {
    @Nullable
    private DriverFixture opened;

    /** Opens a fixture on the backend under test. */
    protected abstract DriverFixture openFixture();

    @BeforeEach
    void openTheFixture() {
        opened = openFixture();
    }

    @AfterEach
    void closeTheFixture() {
        if (opened != null) {
            opened.close();
        }
    }

    final DriverFixture fixture() {
        if (opened == null) {
            throw new IllegalStateException("no fixture is open");
        }
        return opened;
    }

    final Driver driver() {
        return fixture().driver();
    }

    final WorkloadKey newKey() {
        return new WorkloadKey(new WorkloadId(versionSeven()), 1);
    }

    /** A UUIDv7 (RFC 9562, section 5.7): 48 bits of milliseconds, then random bits. */
    private static UUID versionSeven() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long millis = Clock.systemUTC().millis();
        long high = millis << 16 | 0x7000 | random.nextLong(1 << 12);
        long low = Long.MIN_VALUE | random.nextLong() >>> 2;
        return new UUID(high, low);
    }

    final WorkloadSpec spec(TestProgram program) {
        return fixture().spec(newKey(), program);
    }

    final Observation create(WorkloadSpec spec) {
        driver().prepare(spec);
        return driver().create(spec);
    }

    final Observation launch(WorkloadSpec spec) {
        create(spec);
        return driver().start(spec);
    }

    final Observation awaitEnd(WorkloadSpec spec) {
        return Eventually.value(
                "the program ends",
                fixture().patience(),
                () -> driver().observe(spec.key()),
                seen -> seen.exit() != null
                        && (seen.state() == ObservedState.STOPPED || seen.state() == ObservedState.FAILED));
    }

    final Observation run(WorkloadSpec spec) {
        launch(spec);
        return awaitEnd(spec);
    }

    final CollectedLog follow(WorkloadSpec spec, @Nullable String incarnation, String cursor) {
        CollectedLog log = new CollectedLog();
        logs(driver()).follow(spec.key(), incarnation, cursor, log);
        return log;
    }

    static LogStreaming logs(Driver driver) {
        return driver.capability(LogStreaming.class)
                .orElseThrow(() -> new AssertionError(driver.kind() + " has no LogStreaming"));
    }

    static void assertRefused(DriverErrorCode code, ThrowingCallable call) {
        Assertions.assertThatExceptionOfType(DriverException.class)
                .isThrownBy(call)
                .satisfies(refusal -> Assertions.assertThat(refusal.code()).isEqualTo(code))
                .satisfies(
                        refusal -> Assertions.assertThat(refusal.safeMessage()).isNotBlank());
    }
}
