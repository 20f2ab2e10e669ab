package dev.triptych.driver.wasm.inspection;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The custom section that says what made a module (WebAssembly tool conventions, ProducersSection.md). */
final class ProducersSection {
    private static final int MOST_ENTRIES = 1_000;

    private ProducersSection() {}

    /** Empty when it is broken: a broken custom section does not make a module invalid (specification, section 7.5). */
    static Optional<Map<String, List<String>>> read(ModuleCursor body) {
        try {
            return Optional.of(fields(body));
        } catch (MalformedModule e) {
            return Optional.empty();
        }
    }

    private static Map<String, List<String>> fields(ModuleCursor body) {
        Map<String, List<String>> fields = new LinkedHashMap<>();
        int count = count(body, "producer fields");
        for (int f = 0; f < count; f++) {
            String field = body.name("a producer field's name");
            List<String> values = new ArrayList<>();
            int entries = count(body, "producers");
            for (int v = 0; v < entries; v++) {
                String name = body.name("a producer's name");
                values.add((name + " " + body.name("a producer's version")).strip());
            }
            fields.put(field, List.copyOf(values));
        }
        return fields;
    }

    private static int count(ModuleCursor body, String what) {
        int count = body.count(what);
        if (count > MOST_ENTRIES) {
            throw body.malformed("more than %d %s".formatted(MOST_ENTRIES, what));
        }
        return count;
    }
}
