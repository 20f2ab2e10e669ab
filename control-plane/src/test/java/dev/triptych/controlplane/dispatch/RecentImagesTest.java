package dev.triptych.controlplane.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.spi.ByteSize;
import dev.triptych.spi.ImageSource.HeldImage;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What keeps an image for as long as nobody else knows that it is needed. */
class RecentImagesTest {
    private static final Instant NOW = Instant.parse("2026-05-01T00:00:00Z");
    private static final String DIGEST = "sha256:" + "c".repeat(64);
    private static final HeldImage IMAGE =
            new HeldImage(DIGEST, List.of("web:1", "web:2"), ByteSize.ofMebibytes(1), null, null);

    private final RecentImages recent = new RecentImages(Clock.fixed(NOW, ZoneOffset.UTC));

    private boolean removed() {
        return recent.removeUnlessAsked(IMAGE, NOW, () -> true);
    }

    @Test
    void whatIsBeingLoadedIsNotRemovedByNameNorByDigest() {
        assertThat(removed()).isTrue();
        for (List<String> keys : List.of(List.of("web:2"), List.of("other:1", DIGEST))) {
            try (RecentImages.Hold hold = recent.hold(keys)) {
                assertThat(hold).isNotNull();
                assertThat(removed()).as(keys.toString()).isFalse();
            }
            assertThat(removed()).isTrue();
        }
    }

    @Test
    void whatWasThereWhenItWasLoadedCountsAsAskedForUntilTheGraceIsOver() {
        try (RecentImages.Hold hold = recent.hold(List.of("web:1"))) {
            hold.asked(DIGEST);
        }
        assertThat(removed()).isFalse();
        assertThat(recent.removeUnlessAsked(IMAGE, NOW.plusSeconds(1), () -> true))
                .isTrue();
        recent.forgetBefore(NOW.plusSeconds(1));
        assertThat(recent.lastAsked(DIGEST)).isEmpty();
    }
}
