package dev.triptych.driver.wasm.inspection;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The custom section that says what made a module (WebAssembly tool conventions, ProducersSection.md). */
final class ProducersSection {
    private ProducersSection() {}

    static Map<String, List<String>> read(ModuleCursor body) {
        Map<String, List<String>> fields = new LinkedHashMap<>();
        int count = body.count("producer fields");
        for (int f = 0; f < count; f++) {
            String field = body.name("a producer field's name");
            List<String> values = new ArrayList<>();
            int entries = body.count("producers");
            for (int v = 0; v < entries; v++) {
                String name = body.name("a producer's name");
                values.add((name + " " + body.name("a producer's version")).strip());
            }
            fields.put(field, List.copyOf(values));
        }
        return fields;
    }
}
