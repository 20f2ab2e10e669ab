package dev.triptych.controlplane.verification;

import dev.triptych.controlplane.verification.Comparing.Notes;
import dev.triptych.gateway.wire.Field;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Compares the header fields that are chosen: their values in their order. A media type is compared by what it says: case,
 * spaces, quotes and the order of its parameters mean nothing (RFC 9110, 8.3.1).
 */
final class HeaderComparison {
    private static final String ALL = "*";

    /** Differ from answer to answer, or tell of the connection, the programs or the moment. */
    private static final Set<String> BY_NATURE = Set.of(
            "age",
            "alt-svc",
            "connection",
            "content-length",
            "date",
            "etag",
            "expires",
            "forwarded",
            "keep-alive",
            "last-modified",
            "server",
            "server-timing",
            "traceparent",
            "tracestate",
            "transfer-encoding",
            "via",
            "x-correlation-id",
            "x-powered-by",
            "x-request-id",
            "x-response-time",
            "x-runtime");

    private static final Pattern SEMICOLON = Pattern.compile(";");

    private final CompareRules rules;

    HeaderComparison(CompareRules rules) {
        this.rules = rules;
    }

    void compare(List<Field> old, List<Field> candidate, Notes notes) {
        for (String name : names(old, candidate)) {
            String was = value(old, name);
            String is = value(candidate, name);
            if (!meaning(name, was).equals(meaning(name, is))) {
                notes.add("header " + name, was.isEmpty() ? "absent" : was, is.isEmpty() ? "absent" : is);
            }
        }
    }

    private Set<String> names(List<Field> old, List<Field> candidate) {
        Set<String> names = new LinkedHashSet<>();
        if (rules.headers().contains(ALL)) {
            old.forEach(field -> names.add(field.name().toLowerCase(Locale.ROOT)));
            candidate.forEach(field -> names.add(field.name().toLowerCase(Locale.ROOT)));
            names.removeAll(BY_NATURE);
        } else {
            names.addAll(rules.headers().isEmpty() ? CompareRules.USUAL_HEADERS : rules.headers());
        }
        rules.ignoreHeaders().forEach(names::remove);
        return names;
    }

    private static String value(List<Field> fields, String name) {
        List<String> values = new ArrayList<>();
        for (Field field : fields) {
            if (field.name().equalsIgnoreCase(name)) {
                values.add(field.value().strip());
            }
        }
        return String.join(", ", values);
    }

    private static String meaning(String name, String value) {
        if (!name.equals("content-type")) {
            return value;
        }
        List<String> parts = new ArrayList<>(SEMICOLON
                .splitAsStream(value.toLowerCase(Locale.ROOT))
                .map(part -> part.strip().replace("\"", "").replaceAll("\\s*=\\s*", "="))
                .filter(part -> !part.isEmpty())
                .toList());
        if (parts.size() > 1) {
            parts.subList(1, parts.size()).sort(null);
        }
        return String.join(";", parts);
    }
}
