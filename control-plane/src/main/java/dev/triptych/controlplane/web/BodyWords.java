package dev.triptych.controlplane.web;

import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says in the API's words what a value should have been. */
final class BodyWords {
    private BodyWords() {}

    static String expected(Class<?> type) {
        if (type.isEnum()) {
            return "one of "
                    + Arrays.stream(type.getEnumConstants())
                            .map(String::valueOf)
                            .collect(Collectors.joining(", "));
        }
        if (type == String.class) {
            return "text";
        }
        if (type == Integer.class || type == Long.class || type == int.class || type == long.class) {
            return "a whole number";
        }
        if (Number.class.isAssignableFrom(type)) {
            return "a number";
        }
        if (type == Boolean.class) {
            return "true or false";
        }
        return Collection.class.isAssignableFrom(type) && !Map.class.isAssignableFrom(type) ? "a list" : "an object";
    }

    static String notOne(Class<?> type, @Nullable Object value) {
        return "\"" + Shown.text(String.valueOf(value)) + "\" is not " + expected(type);
    }
}
