package dev.triptych.driver.wasm;

import java.util.List;
import java.util.Map;

/** Writes maps, lists, texts and numbers as JSON (RFC 8259). */
final class JsonText {
    private JsonText() {}

    static String of(Object value) {
        StringBuilder text = new StringBuilder();
        write(text, value);
        return text.toString();
    }

    private static void write(StringBuilder text, Object value) {
        switch (value) {
            case Map<?, ?> map -> writeMap(text, map);
            case List<?> list -> writeList(text, list);
            case Number number -> text.append(number);
            default -> writeText(text, value.toString());
        }
    }

    private static void writeMap(StringBuilder text, Map<?, ?> map) {
        char before = '{';
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            text.append(before);
            writeText(text, String.valueOf(entry.getKey()));
            text.append(':');
            write(text, entry.getValue());
            before = ',';
        }
        text.append(map.isEmpty() ? "{}" : "}");
    }

    private static void writeList(StringBuilder text, List<?> list) {
        char before = '[';
        for (Object value : list) {
            text.append(before);
            write(text, value);
            before = ',';
        }
        text.append(list.isEmpty() ? "[]" : "]");
    }

    private static void writeText(StringBuilder text, String value) {
        text.append('"');
        value.chars().forEach(unit -> {
            switch (unit) {
                case '"', '\\' -> text.append('\\').append((char) unit);
                case '\n' -> text.append("\\n");
                default -> {
                    if (unit < ' ') {
                        text.append("\\u%04x".formatted(unit));
                    } else {
                        text.append((char) unit);
                    }
                }
            }
        });
        text.append('"');
    }
}
