package dev.triptych.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.api.model.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ErrorDocumentationTest {

    private static final String SECTION = "## Codes of the API";

    @Test
    void everyErrorCodeIsOnThePageWithItsStatus() throws IOException {
        Map<String, Object> documented = new LinkedHashMap<>();
        rows().forEach(row -> documented.put(row.get(0).replace("`", ""), Integer.valueOf(row.get(1))));

        assertThat(documented)
                .containsExactlyInAnyOrderEntriesOf(Specification.load().statusByCode());
    }

    @Test
    void everyRowSaysWhatItMeansAndWhatToDo() throws IOException {
        assertThat(rows())
                .allSatisfy(row -> assertThat(row)
                        .hasSize(5)
                        .allSatisfy(cell -> assertThat(cell).isNotBlank()));
    }

    @Test
    void noCodeIsThereTwice() throws IOException {
        assertThat(rows()).extracting(List::getFirst).doesNotHaveDuplicates();
    }

    @Test
    void theGeneratedConstantsAreTheCodesOfTheSpecification() {
        assertThat(Arrays.stream(ErrorCode.values()).map(ErrorCode::getValue))
                .containsExactlyElementsOf(Specification.load().errorCodes());
    }

    private static List<List<String>> rows() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "errors.md"));
        String section =
                page.substring(page.indexOf(SECTION) + SECTION.length()).split("\n## ", 2)[0];
        return section.lines()
                .filter(line -> line.startsWith("| `"))
                .map(line -> Arrays.stream(
                                line.substring(1, line.lastIndexOf('|')).split("\\|", -1))
                        .map(String::strip)
                        .collect(Collectors.toList()))
                .toList();
    }
}
