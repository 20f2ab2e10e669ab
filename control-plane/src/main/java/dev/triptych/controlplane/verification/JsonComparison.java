package dev.triptych.controlplane.verification;

import dev.triptych.controlplane.verification.Comparing.Notes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Compares JSON by value: numbers by their exact value however they are written, members of objects in any order, elements of
 * arrays in theirs.
 */
final class JsonComparison {
    /** A text with a name twice has no one value, and text after the value is none: both are compared as bytes. */
    static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final List<JsonPattern> ignored;

    JsonComparison(List<JsonPattern> ignored) {
        this.ignored = List.copyOf(ignored);
    }

    /** Compares two texts; false, and nothing said, when one of them is not JSON. */
    boolean compare(byte[] old, byte[] candidate, Notes notes) {
        Optional<JsonNode> was = parse(old);
        Optional<JsonNode> is = parse(candidate);
        if (was.isEmpty() || is.isEmpty()) {
            return false;
        }
        compare(new ArrayList<>(), was.get(), is.get(), notes);
        return true;
    }

    /** The value of a text; empty when it has none. */
    static Optional<JsonNode> parse(byte[] text) {
        try {
            JsonNode value = MAPPER.readTree(text);
            return value == null || value.isMissingNode() ? Optional.empty() : Optional.of(value);
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    private void compare(List<String> place, @Nullable JsonNode old, @Nullable JsonNode candidate, Notes notes) {
        if (ignored.stream().anyMatch(path -> path.names(place))) {
            return;
        }
        if (old == null || candidate == null) {
            notes.add(what(place), shown(old), shown(candidate));
        } else if (old.isObject() && candidate.isObject()) {
            Set<String> names = new TreeSet<>(old.propertyNames());
            names.addAll(candidate.propertyNames());
            for (String name : names) {
                below(place, name, old.get(name), candidate.get(name), notes);
            }
        } else if (old.isArray() && candidate.isArray()) {
            for (int i = 0; i < Math.max(old.size(), candidate.size()); i++) {
                below(place, Integer.toString(i), old.get(i), candidate.get(i), notes);
            }
        } else if (!isSame(old, candidate)) {
            notes.add(what(place), shown(old), shown(candidate));
        }
    }

    private void below(
            List<String> place, String name, @Nullable JsonNode old, @Nullable JsonNode candidate, Notes notes) {
        place.add(name);
        compare(place, old, candidate, notes);
        place.removeLast();
    }

    private static boolean isSame(JsonNode old, JsonNode candidate) {
        return (old.isNumber() && candidate.isNumber())
                ? old.decimalValue().compareTo(candidate.decimalValue()) == 0
                : old.equals(candidate);
    }

    private static String what(List<String> place) {
        return place.isEmpty() ? "json" : "json " + JsonPattern.text(place);
    }

    private static String shown(@Nullable JsonNode value) {
        return value == null ? "absent" : value.toString();
    }
}
