package dev.triptych.controlplane.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** docs/warnings.md has every condition that the service can tell of, and no other. */
class WarningDocumentationTest {

    @Test
    void everyCodeIsOnThePageOnce() throws IOException {
        assertThat(rows())
                .extracting(row -> row.getFirst().replace("`", ""))
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(WarningCode.values()).map(Enum::name).toList());
    }

    @Test
    void everyRowSaysHowBadItIsWhenItHoldsAndWhatHelps() throws IOException {
        List<String> severities = Arrays.stream(WarningSource.Severity.values())
                .map(severity -> severity.name().toLowerCase(Locale.ROOT))
                .toList();
        assertThat(rows()).allSatisfy(row -> {
            assertThat(row).hasSize(4).allSatisfy(cell -> assertThat(cell).isNotBlank());
            assertThat(row.get(1)).isIn(severities);
        });
    }

    private static List<List<String>> rows() throws IOException {
        return Files.readAllLines(Path.of("..", "docs", "warnings.md")).stream()
                .filter(line -> line.startsWith("| `"))
                .map(line -> Arrays.stream(
                                line.substring(1, line.lastIndexOf('|')).split("\\|", -1))
                        .map(String::strip)
                        .toList())
                .toList();
    }
}
