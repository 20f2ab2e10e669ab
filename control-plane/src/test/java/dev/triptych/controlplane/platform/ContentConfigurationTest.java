package dev.triptych.controlplane.platform;

import static dev.triptych.controlplane.platform.Binding.below;
import static dev.triptych.controlplane.platform.Binding.bind;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.controlplane.artifact.ArtifactProperties;
import dev.triptych.controlplane.dispatch.FilesProperties;
import dev.triptych.controlplane.dispatch.ImagesProperties;
import dev.triptych.controlplane.volume.VolumeProperties;
import dev.triptych.spi.ByteSize;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** As {@link ConfigurationTest}, for what is kept and passed on: artifacts, images, volumes and files. */
class ContentConfigurationTest {
    @Test
    void filesHaveTheseDefaultsAndKeys() {
        String prefix = "triptych.files";
        assertThat(bind(prefix, FilesProperties.class, Map.of()))
                .isEqualTo(
                        new FilesProperties(8, ByteSize.ofMebibytes(1024), ByteSize.ofMebibytes(4096), 100_000, 2000));
        assertThat(bind(
                        prefix,
                        FilesProperties.class,
                        below(
                                prefix,
                                Map.of(
                                        "most", "1",
                                        "max-upload", "2KiB",
                                        "max-download", "3KiB",
                                        "most-entries", "4",
                                        "most-listed", "5"))))
                .isEqualTo(new FilesProperties(1, ByteSize.parse("2KiB"), ByteSize.parse("3KiB"), 4, 5));
    }

    @Test
    void imagesHaveTheseDefaultsAndKeys() {
        String prefix = "triptych.images";
        assertThat(bind(prefix, ImagesProperties.class, Map.of()))
                .isEqualTo(new ImagesProperties(
                        ByteSize.ofMebibytes(8192),
                        ByteSize.ofMebibytes(16_384),
                        1_000_000,
                        2,
                        Duration.ofHours(24),
                        Set.of(),
                        false,
                        new ImagesProperties.PullLimits(
                                3,
                                ByteSize.ofMebibytes(16_384),
                                Duration.ofMinutes(5),
                                Duration.ofHours(2),
                                Duration.ofSeconds(2),
                                200)));
        assertThat(bind(
                        prefix,
                        ImagesProperties.class,
                        below(
                                prefix,
                                Map.ofEntries(
                                        Map.entry("max-archive", "2KiB"),
                                        Map.entry("max-unpacked", "3KiB"),
                                        Map.entry("max-entries", "4"),
                                        Map.entry("max-loads", "5"),
                                        Map.entry("collect-grace", "6s"),
                                        Map.entry("registries", "Registry.example, b.example:5000"),
                                        Map.entry("registries-on-loopback", "true"),
                                        Map.entry("pulls.most", "7"),
                                        Map.entry("pulls.max-size", "8KiB"),
                                        Map.entry("pulls.stall", "9s"),
                                        Map.entry("pulls.timeout", "10s"),
                                        Map.entry("pulls.tell-every", "11s"),
                                        Map.entry("pulls.kept", "12")))))
                .isEqualTo(new ImagesProperties(
                        ByteSize.parse("2KiB"),
                        ByteSize.parse("3KiB"),
                        4,
                        5,
                        Duration.ofSeconds(6),
                        Set.of("registry.example", "b.example:5000"),
                        true,
                        new ImagesProperties.PullLimits(
                                7,
                                ByteSize.parse("8KiB"),
                                Duration.ofSeconds(9),
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(11),
                                12)));
    }

    @Test
    void volumeHasTheseDefaultsAndKeys() {
        String prefix = "triptych.volume";
        assertThat(bind(prefix, VolumeProperties.class, Map.of()))
                .isEqualTo(new VolumeProperties(ByteSize.ofMebibytes(1024 << 10), 1_000_000, 4));
        Map<String, String> values =
                below(prefix, Map.of("max-size", "1GiB", "max-entries", "7", "max-transfers", "2"));
        assertThat(bind(prefix, VolumeProperties.class, values))
                .isEqualTo(new VolumeProperties(ByteSize.ofMebibytes(1024), 7, 2));
    }

    @Test
    void artifactHasTheseDefaultsAndKeys() {
        String prefix = "triptych.artifact";
        assertThat(bind(prefix, ArtifactProperties.class, Map.of()))
                .isEqualTo(new ArtifactProperties(
                        ByteSize.ofMebibytes(16 << 10),
                        ByteSize.ofMebibytes(2048 << 10),
                        8,
                        Duration.ofMinutes(10),
                        Duration.ofHours(1)));
        Map<String, String> values = below(
                prefix,
                Map.of(
                        "max-size",
                        "1GiB",
                        "max-disk-size",
                        "5MiB",
                        "max-uploads",
                        "2",
                        "sweep-every",
                        "3s",
                        "sweep-grace",
                        "4s"));
        assertThat(bind(prefix, ArtifactProperties.class, values))
                .isEqualTo(new ArtifactProperties(
                        ByteSize.ofMebibytes(1024),
                        ByteSize.ofMebibytes(5),
                        2,
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(4)));
    }
}
