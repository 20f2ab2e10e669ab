package dev.triptych.controlplane.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.triptych.controlplane.platform.Home;
import dev.triptych.spi.DriverException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VolumesTest {
    @TempDir
    Path home;

    private Volumes volumes() {
        return new Volumes(Home.at(home));
    }

    @Test
    void aVolumeIsMadeOnFirstUseAndKeptAfterwards() throws IOException {
        Path directory = volumes().open("data");
        Files.writeString(directory.resolve("file"), "kept");

        assertThat(volumes().open("data").resolve("file")).hasContent("kept");
    }

    @Test
    void namingAVolumeMakesNothing() {
        assertThat(volumes().directory("data")).doesNotExist();
    }

    @Test
    void aLinkInAVolumesPlaceIsRefused() throws IOException {
        Volumes volumes = volumes();
        Files.createSymbolicLink(home.resolve("volumes").resolve("data"), home);

        assertThatExceptionOfType(DriverException.class).isThrownBy(() -> volumes.open("data"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "a/b", "/etc", "", "."})
    void aNameThatLeadsElsewhereIsRefused(String name) {
        assertThatExceptionOfType(DriverException.class)
                .isThrownBy(() -> volumes().directory(name));
    }
}
