package dev.triptych.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/guarantees.md names a test beside each promise, and each of them is there and is counted. */
class GuaranteesTest {
    private static final Path ROOT = Path.of(System.getProperty("basedir", ".")).resolve("..");
    private static final Pattern NAMED = Pattern.compile("`(\\w+(?:Test|IT))(?:\\.(\\w+))?`");
    private static final Pattern ROW = Pattern.compile("\\|(.+)\\|(.+)\\|");

    private record Named(String type, String method) {}

    private static List<String> page() throws IOException {
        return Files.readAllLines(ROOT.resolve("docs/guarantees.md"));
    }

    private static List<Named> named() throws IOException {
        List<Named> named = new ArrayList<>();
        for (String line : page()) {
            for (Matcher found = NAMED.matcher(line); found.find(); ) {
                named.add(new Named(found.group(1), found.group(2) == null ? "" : found.group(2)));
            }
        }
        return named;
    }

    /** The sources of all tests, by the name of their class. */
    private static Map<String, Path> sources() throws IOException {
        try (Stream<Path> modules = Files.list(ROOT)) {
            List<Path> roots = modules.map(module -> module.resolve("src/test/java"))
                    .filter(Files::isDirectory)
                    .toList();
            List<Path> files = new ArrayList<>();
            for (Path root : roots) {
                try (Stream<Path> inside = Files.walk(root)) {
                    inside.filter(file -> file.toString().endsWith(".java")).forEach(files::add);
                }
            }
            return files.stream()
                    .collect(Collectors.toMap(
                            file -> file.getFileName().toString().replace(".java", ""), file -> file, (one, _) -> one));
        }
    }

    @Test
    void everyTestThatIsNamedIsThere() throws IOException {
        Map<String, Path> sources = sources();
        assertThat(named()).hasSizeGreaterThan(30);
        for (Named test : named()) {
            assertThat(sources).as("the page names %s", test).containsKey(test.type());
            String source = Files.readString(sources.get(test.type()));
            assertThat(source).as("the page names %s", test).contains(" " + test.method());
        }
    }

    @Test
    void everyTestThatIsNamedIsInTheManifest() throws IOException {
        List<String> manifest = Files.readAllLines(ROOT.resolve("system-tests/test-manifest.txt")).stream()
                .map(line -> line.split(" ", 2)[0])
                .map(name -> name.substring(name.lastIndexOf('.') + 1))
                .toList();
        assertThat(named()).extracting(Named::type).isSubsetOf(manifest);
    }

    @Test
    void everyPromiseHasATestBesideIt() throws IOException {
        List<String> promises = page().stream()
                .filter(line -> ROW.matcher(line).matches())
                .filter(line ->
                        !line.startsWith("|--") && !line.endsWith("| test |") && !line.endsWith("| proved by |"))
                .toList();
        assertThat(promises)
                .hasSizeGreaterThan(30)
                .allSatisfy(row -> assertThat(row.substring(row.lastIndexOf('|', row.length() - 2)))
                        .containsPattern(NAMED));
    }
}
