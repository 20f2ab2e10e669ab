package dev.triptych.driver.wasm.inspection;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What made a binary and the modules inside it, without repetition and bounded. */
final class Producers {
    private static final int MOST = 200;

    private final Map<String, List<String>> fields = new LinkedHashMap<>();

    /** Takes a custom section when it is the one. */
    void addCustom(String section, ModuleCursor body) {
        if (section.equals("custom:producers")) {
            ProducersSection.read(body).ifPresent(this::addAll);
        }
    }

    void addAll(Map<String, List<String>> others) {
        others.forEach((field, values) -> {
            if (fields.size() < MOST) {
                List<String> all = new ArrayList<>(fields.getOrDefault(field, List.of()));
                values.stream()
                        .distinct()
                        .filter(value -> !all.contains(value))
                        .limit(Math.max(0, MOST - all.size()))
                        .forEach(all::add);
                fields.put(field, List.copyOf(all));
            }
        });
    }

    Map<String, List<String>> all() {
        return fields;
    }
}
