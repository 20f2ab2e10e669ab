package dev.triptych.controlplane.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.controlplane.dispatch.ImageCollection.Because;
import dev.triptych.controlplane.dispatch.ImageCollection.Kept;
import dev.triptych.controlplane.dispatch.ImageCollection.Scope;
import dev.triptych.controlplane.workload.Users;
import dev.triptych.spi.ByteSize;
import dev.triptych.spi.ImageSource.HeldImage;
import dev.triptych.spi.ImageStore.Need;
import dev.triptych.spi.ImageStore.StoredImage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is safe to remove on a host whose container engine serves others as well. */
class ImageVerdictsTest {
    private static final Instant SINCE = Instant.parse("2026-05-01T00:00:00Z");
    private static final Instant OLD = SINCE.minusSeconds(1);
    private static final Instant NEW = SINCE.plusSeconds(1);
    private static final String DIGEST = "sha256:" + "c".repeat(64);
    private static final ImageRows.Row FOREIGN = new ImageRows.Row(DIGEST, OLD, null);
    private static final ImageRows.Row LOADED =
            new ImageRows.Row(DIGEST, OLD, new ImageRows.Loading(OLD, "ci", Set.of("web:1")));

    private static StoredImage image(List<String> names, Need... needs) {
        return new StoredImage(new HeldImage(DIGEST, names, ByteSize.ofMebibytes(1), null, null), Set.of(needs));
    }

    private static ImageVerdicts nothingNeeded(Scope scope) {
        return new ImageVerdicts(Map.of(), Map.of(), scope, SINCE);
    }

    private static @Nullable Because verdict(
            ImageVerdicts verdicts, StoredImage image, ImageRows.@Nullable Row row, @Nullable Instant asked) {
        return verdicts.reasonToKeep(image, row, asked).map(Kept::because).orElse(null);
    }

    @Test
    void whatWasLoadedAndIsNotNeededMayGoAlsoWithoutItsName() {
        assertThat(verdict(nothingNeeded(Scope.LOADED), image(List.of("web:1")), LOADED, OLD))
                .isNull();
        assertThat(verdict(nothingNeeded(Scope.LOADED), image(List.of()), LOADED, null))
                .isNull();
    }

    @Test
    void whatOthersBroughtOrNamedStaysUnlessAllIsAskedFor() {
        ImageVerdicts loaded = nothingNeeded(Scope.LOADED);
        ImageVerdicts all = nothingNeeded(Scope.ALL);
        assertThat(verdict(loaded, image(List.of("web:1")), FOREIGN, null)).isEqualTo(Because.FOREIGN);
        assertThat(verdict(all, image(List.of("web:1")), FOREIGN, null)).isNull();
        assertThat(verdict(loaded, image(List.of("web:1", "theirs:1")), LOADED, null))
                .isEqualTo(Because.RENAMED);
        assertThat(verdict(all, image(List.of("web:1", "theirs:1")), LOADED, null))
                .isNull();
        assertThat(verdict(all, image(List.of("triptych/greeter:1")), FOREIGN, null))
                .isEqualTo(Because.SAMPLE);
    }

    @Test
    void anythingLateMakesItYoung() {
        ImageVerdicts all = nothingNeeded(Scope.ALL);
        StoredImage image = image(List.of("web:1"));
        assertThat(verdict(all, image, null, null)).isEqualTo(Because.YOUNG);
        assertThat(verdict(all, image, FOREIGN, NEW)).isEqualTo(Because.YOUNG);
        assertThat(verdict(all, image, new ImageRows.Row(DIGEST, NEW, null), null))
                .isEqualTo(Because.YOUNG);
        ImageRows.Row again = new ImageRows.Row(DIGEST, OLD, new ImageRows.Loading(NEW, "ci", Set.of("web:1")));
        assertThat(verdict(all, image, again, OLD)).isEqualTo(Because.YOUNG);
    }

    @Test
    void whatIsNeededStaysWhateverIsAskedFor() {
        for (Scope scope : Scope.values()) {
            StoredImage plain = image(List.of("web:1"));
            ImageVerdicts used = new ImageVerdicts(Map.of(DIGEST, Users.of(List.of("shop"))), Map.of(), scope, SINCE);
            assertThat(verdict(used, plain, LOADED, null)).isEqualTo(Because.WORKLOAD);
            ImageVerdicts named = new ImageVerdicts(Map.of(), Map.of(DIGEST, "the comparison \"a\""), scope, SINCE);
            assertThat(verdict(named, plain, LOADED, null)).isEqualTo(Because.DESCRIPTION);
            assertThat(named.reasonToKeep(plain, LOADED, null))
                    .hasValueSatisfying(kept -> assertThat(kept.reason()).contains("the comparison \"a\""));
            assertThat(verdict(nothingNeeded(scope), image(List.of("web:1"), Need.CONTAINER), LOADED, null))
                    .isEqualTo(Because.CONTAINER);
            assertThat(verdict(nothingNeeded(scope), image(List.of("web:1"), Need.IMAGE), LOADED, null))
                    .isEqualTo(Because.CHILD);
        }
    }
}
