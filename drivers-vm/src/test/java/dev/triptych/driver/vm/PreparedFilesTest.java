package dev.triptych.driver.vm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.spi.InstallationId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreparedFilesTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    private Path folder;

    private PreparedFiles files;

    @BeforeEach
    void open() {
        files = new PreparedFiles("disk", new VmStorage(folder, new InstallationId(UUID.randomUUID())));
    }

    private Path file(String name) throws IOException {
        Path file = files.get(name, target -> Files.writeString(target, name)).file();
        files.touch(file, NOW);
        return file;
    }

    @Test
    void whatNobodyHasAnyMoreGoesAfterAWhile() throws IOException {
        Path file = file("alone");
        files.sweep(NOW);
        assertThat(file).exists();
        files.sweep(NOW.plusSeconds(1));
        assertThat(file).doesNotExist();
        assertThat(files.get("alone", target -> Files.writeString(target, "anew"))
                        .use()
                        .hit())
                .isFalse();
    }

    @Test
    void whatHasAnotherNameStaysUntilThatIsGone() throws IOException {
        Path file = file("shared");
        Path other = Files.createLink(folder.resolve("other"), file);
        files.sweep(NOW.plusSeconds(1));
        assertThat(file).hasContent("shared");
        Files.delete(other);
        files.sweep(NOW.plusSeconds(1));
        assertThat(file).doesNotExist();
    }
}
