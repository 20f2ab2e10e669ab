package dev.triptych.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.spi.Capability;
import dev.triptych.spi.Driver;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.DriverHealth;
import dev.triptych.spi.WorkloadKey;
import dev.triptych.spi.WorkloadSpec;
import org.junit.jupiter.api.Test;

/** Failures come with the agreed code and change nothing. */
public abstract class ErrorsContract extends Contract {
    private interface NobodyHasThis extends Capability {}

    @Test
    void aStartOfWhatIsAbsentIsRefused() {
        WorkloadSpec spec = spec(new TestProgram.Stay());
        assertRefused(DriverErrorCode.WORKLOAD_ABSENT, () -> driver().start(spec));
    }

    @Test
    void theUsageOfWhatIsAbsentIsRefused() {
        WorkloadKey key = newKey();
        assertRefused(DriverErrorCode.WORKLOAD_ABSENT, () -> driver().usage(key));
    }

    @Test
    void aMissingSourceIsRefusedBeforeAnythingIsMade() {
        WorkloadSpec spec = fixture().specOfMissingSource(newKey());
        assertRefused(DriverErrorCode.SOURCE_NOT_FOUND, () -> driver().plan(spec));
        assertThat(driver().observeAll()).noneMatch(seen -> seen.key().equals(spec.key()));
    }

    @Test
    void aSourceOfAnotherKindIsRefused() {
        WorkloadSpec spec = fixture().specOfMismatchedSource(newKey());
        assertRefused(DriverErrorCode.SOURCE_MISMATCH, () -> driver().plan(spec));
    }

    @Test
    void aPowerThatNobodyHasIsEmptyNotAnError() {
        assertThat(driver().capability(NobodyHasThis.class)).isEmpty();
    }

    @Test
    void thePowersOfThisKindAreThereAndTold() {
        assertThat(fixture().powers()).isNotEmpty().allSatisfy(power -> {
            assertThat(driver().capability(power)).isPresent();
            assertThat(driver().probe().powers()).contains(power.getSimpleName());
        });
    }

    @Test
    void aHealthyBackendSaysSo() {
        DriverHealth health = driver().probe();
        assertThat(health.status()).isEqualTo(DriverHealth.Status.AVAILABLE);
        assertThat(health.version()).isNotBlank();
    }

    @Test
    void aBackendThatIsAwayIsToldAndNeverGuessed() {
        fixture()
                .withoutBackend()
                .ifPresentOrElse(
                        this::assertTellsItsBackendIsAway,
                        () -> assertThat(driver().workloadsSurviveRestart())
                                .as("only a driver that holds its backend in itself has no way to lose it")
                                .isFalse());
    }

    private void assertTellsItsBackendIsAway(Driver cutOff) {
        DriverHealth health = cutOff.probe();
        assertThat(health.status()).isEqualTo(DriverHealth.Status.UNAVAILABLE);
        assertThat(health.reason()).isNotBlank();
        assertThat(health.remedy()).isNotBlank();
        WorkloadKey key = newKey();
        assertRefused(DriverErrorCode.BACKEND_UNAVAILABLE, () -> cutOff.observe(key));
        assertRefused(DriverErrorCode.BACKEND_UNAVAILABLE, cutOff::observeAll);
        assertRefused(DriverErrorCode.BACKEND_UNAVAILABLE, () -> cutOff.destroy(key));
    }

    @Test
    void anInterruptedCallerIsToldAndStaysInterrupted() {
        WorkloadSpec spec = spec(new TestProgram.Stay());
        Thread.currentThread().interrupt();
        try {
            driver().create(spec);
        } catch (DriverException interrupted) {
            assertThat(interrupted.code()).isEqualTo(DriverErrorCode.INTERRUPTED);
            assertThat(interrupted.retryable()).isTrue();
        } finally {
            assertThat(Thread.interrupted()).as("the interrupt flag is kept").isTrue();
        }
        driver().destroy(spec.key());
    }
}
