package dev.triptych.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class DriverErrorDocumentationTest {

    private static final String SECTION = "## Codes of the drivers";

    @Test
    void everyCodeIsOnThePageWithItsCategoryAndWhetherARepeatMayHelp() throws IOException {
        assertThat(rows().stream().map(row -> row.subList(0, 3)))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(DriverErrorCode.values())
                        .map(code -> List.of(
                                "`" + code + "`",
                                code.category().name().toLowerCase(Locale.ROOT),
                                code.retryable() ? "yes" : "no"))
                        .toList());
    }

    @Test
    void everyRowSaysWhatItMeansAndWhatToDo() throws IOException {
        assertThat(rows())
                .isNotEmpty()
                .allSatisfy(row -> assertThat(row).hasSize(6).noneMatch(String::isBlank));
    }

    private static List<List<String>> rows() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "errors.md"));
        assertThat(page).contains(SECTION);
        String section = page.substring(page.indexOf(SECTION) + SECTION.length());
        return section.lines()
                .takeWhile(line -> !line.startsWith("## "))
                .filter(line -> line.startsWith("| `"))
                .map(DriverErrorDocumentationTest::cells)
                .toList();
    }

    private static List<String> cells(String row) {
        return Arrays.stream(row.substring(1, row.lastIndexOf('|')).split("\\|", -1))
                .map(String::strip)
                .toList();
    }
}
