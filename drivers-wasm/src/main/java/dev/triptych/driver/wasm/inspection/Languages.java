package dev.triptych.driver.wasm.inspection;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The languages a binary was written in: those that its producers section names, or else those of the compilers that it
 * names (WebAssembly tool conventions, ProducersSection.md).
 */
public final class Languages {
    private static final Map<String, String> OF_COMPILERS =
            Map.of("rustc", "Rust", "clang", "C or C++", "Emscripten", "C or C++", "Go", "Go", "TinyGo", "Go");

    private Languages() {}

    public static List<String> of(Map<String, List<String>> producers) {
        List<String> named = producers.getOrDefault("language", List.of()).stream()
                .map(String::strip)
                .filter(language -> !language.isEmpty())
                .toList();
        if (!named.isEmpty()) {
            return named;
        }
        return Stream.of("processed-by", "sdk")
                .flatMap(field -> producers.getOrDefault(field, List.of()).stream())
                .flatMap(tool -> OF_COMPILERS.entrySet().stream()
                        .filter(known -> isOrEndsWith(tool, known.getKey()))
                        .map(Map.Entry::getValue))
                .distinct()
                .sorted()
                .toList();
    }

    /** Distributions put their own name first: {@code Debian clang 19.1.7}. */
    private static boolean isOrEndsWith(String tool, String compiler) {
        return tool.equals(compiler) || tool.startsWith(compiler + " ") || tool.contains(" " + compiler + " ");
    }
}
