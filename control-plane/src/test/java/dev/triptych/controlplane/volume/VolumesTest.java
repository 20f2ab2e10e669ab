package dev.triptych.controlplane.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.triptych.controlplane.platform.Actor;
import dev.triptych.controlplane.platform.TriptychException.Conflict;
import dev.triptych.controlplane.reconcile.TestPlane;
import dev.triptych.controlplane.volume.Volumes.Access;
import dev.triptych.spi.DriverException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

class VolumesTest {
    private static final Actor ACTOR = TestPlane.ACTOR;

    private final String schema = TestPlane.newSchema();

    @TempDir
    Path home;

    @SuppressWarnings("NullAway.Init")
    private TestPlane plane;

    @SuppressWarnings("NullAway.Init")
    private VolumeLibrary volumes;

    @BeforeEach
    void open() {
        plane = TestPlane.openIdle(schema, home);
        volumes = plane.bean(VolumeLibrary.class);
    }

    @AfterEach
    void close() {
        plane.close();
    }

    private void restart() {
        plane.close();
        open();
    }

    /** As a process leaves it that died in the middle of something. */
    private void leave(String name, String stage) {
        plane.bean(JdbcClient.class)
                .sql("update volume set stage = ? where name = ?")
                .params(stage, name)
                .update();
        restart();
    }

    @Test
    void aVolumeIsMadeOnFirstUseAndKeptAfterwards() throws IOException {
        Path directory = volumes.open("data", Access.AS_DESCRIBED);
        Files.writeString(directory.resolve("file"), "kept");
        restart();

        assertThat(volumes.open("data", Access.AS_DESCRIBED).resolve("file")).hasContent("kept");
        assertThat(volumes.get("data").volume().size()).isNull();
    }

    @Test
    void namingAVolumeMakesNothing() {
        assertThat(volumes.directory("data")).doesNotExist();
        assertThat(volumes.list()).isEmpty();
    }

    @Test
    void aLinkInAVolumesPlaceIsRefused() throws IOException {
        Files.createSymbolicLink(home.resolve("volumes").resolve("data"), home);

        assertThatExceptionOfType(DriverException.class).isThrownBy(() -> volumes.open("data", Access.AS_DESCRIBED));
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "a/b", "/etc", "", ".", ".images"})
    void aNameThatLeadsElsewhereIsRefused(String name) {
        assertThatExceptionOfType(DriverException.class).isThrownBy(() -> volumes.directory(name));
        assertThatExceptionOfType(DriverException.class).isThrownBy(() -> volumes.open(name, Access.AS_DESCRIBED));
    }

    @Test
    void aDirectoryThatNobodyRecordedIsTakenOver() throws IOException {
        Files.writeString(
                Files.createDirectory(home.resolve("volumes").resolve("older")).resolve("file"), "kept");
        restart();

        assertThat(volumes.get("older").volume().name()).isEqualTo("older");
        assertThat(volumes.open("older", Access.AS_DESCRIBED).resolve("file")).hasContent("kept");
    }

    @Test
    void aDeletionThatWasCutShortIsEndedByTheNextStart() throws IOException {
        Path directory = volumes.open("data", Access.AS_DESCRIBED);
        Files.writeString(directory.resolve("file"), "still there");
        leave("data", "DELETING");

        assertThat(directory).doesNotExist();
        assertThat(volumes.list()).isEmpty();
    }

    @Test
    void anImportThatWasCutShortLeavesTheVolumeEmpty() throws IOException {
        Path directory = volumes.open("data", Access.AS_DESCRIBED);
        Files.writeString(Files.createDirectory(directory.resolve("half")).resolve("file"), "of it");
        leave("data", "FILLING");

        assertThat(directory).isEmptyDirectory();
        assertThat(volumes.get("data").volume().stage()).isEqualTo(Volume.Stage.READY);
    }

    @Test
    void aVolumeThatWasNotWhollyMadeIsMadeByTheNextStart() throws IOException {
        Path directory = volumes.open("data", Access.AS_DESCRIBED);
        Files.delete(directory);
        leave("data", "MAKING");

        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void whatIsBeingFilledIsKeptFromRunsAndFromDeletion() throws IOException {
        volumes.put("data", null, ACTOR);
        volumes.beginFilling("data");

        assertThatExceptionOfType(DriverException.class).isThrownBy(() -> volumes.open("data", Access.AS_DESCRIBED));
        assertThatExceptionOfType(Conflict.class).isThrownBy(() -> volumes.delete("data", ACTOR));
        assertThatExceptionOfType(Conflict.class).isThrownBy(() -> volumes.beginFilling("data"));
        volumes.endFilling("data", true);
        volumes.delete("data", ACTOR);
        assertThat(volumes.list()).isEmpty();
    }

    @Test
    void whatIsNotAnArchiveLeavesTheVolumeEmptyAndUsable() {
        volumes.put("data", null, ACTOR);
        byte[] noise = new byte[2048];
        java.util.Arrays.fill(noise, (byte) 'x');
        assertThatExceptionOfType(dev.triptych.controlplane.platform.TriptychException.Unprocessable.class)
                .isThrownBy(() -> plane.bean(VolumeTransfers.class)
                        .fill("data", new ByteArrayInputStream(noise), noise.length, ACTOR));

        assertThat(volumes.open("data", Access.AS_DESCRIBED)).isEmptyDirectory();
    }

    @Test
    void theMountTableIsReadWithItsEscapes() {
        assertThat(MountTable.points(List.of(
                        "36 35 98:0 / /mnt\\040one rw,noatime shared:1 - ext3 /dev/root rw",
                        "37 35 0:5 / /proc rw - proc proc rw")))
                .containsExactlyInAnyOrder("/mnt one", "/proc");
    }
}
