package dev.triptych.controlplane.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SingleUseCodesTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final InstantSource source = now::get;
    private final Clock clock = source.withZone(ZoneOffset.UTC);
    private final SingleUseCodes<String> codes = new SingleUseCodes<>(Duration.ofSeconds(30), 2, clock);

    @Test
    void aCodeIsGoodOnce() {
        String code = codes.issue("a").code();
        assertThat(codes.redeem(code)).hasValue("a");
        assertThat(codes.redeem(code)).isEmpty();
    }

    @Test
    void aCodeIsGoodForAShortTime() {
        String code = codes.issue("a").code();
        now.set(Instant.EPOCH.plusSeconds(30));
        assertThat(codes.redeem(code)).isEmpty();
    }

    @Test
    void theOldestGoesWhenThereAreTooMany() {
        String first = codes.issue("a").code();
        String second = codes.issue("b").code();
        codes.issue("c");
        assertThat(codes.redeem(first)).isEmpty();
        assertThat(codes.redeem(second)).hasValue("b");
    }

    @Test
    void failedSignInsAreCountedByAddressAndMinute() {
        FailedSignIns failures = new FailedSignIns(2, clock);
        for (int i = 0; i < 2; i++) {
            assertThat(failures.refusal("a", "no").code().name()).isEqualTo("UNAUTHENTICATED");
        }
        assertThat(failures.refusal("a", "no").code().name()).isEqualTo("TOO_MANY_REQUESTS");
        assertThat(failures.refusal("b", "no").code().name()).isEqualTo("UNAUTHENTICATED");
        now.set(Instant.EPOCH.plusSeconds(60));
        assertThat(failures.refusal("a", "no").code().name()).isEqualTo("UNAUTHENTICATED");
    }
}
