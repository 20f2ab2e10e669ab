package dev.triptych.controlplane.web;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException.Reference;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamContext;

/** Writes where in a body something is: {@code resources.memory}, {@code ports[1].port}. */
final class JsonPath {
    private JsonPath() {}

    /** Where the value is that the parser has come to. */
    static String of(JsonParser parser) {
        TokenStreamContext context = parser.streamReadContext();
        boolean begins =
                parser.currentToken() == JsonToken.START_OBJECT || parser.currentToken() == JsonToken.START_ARRAY;
        return of(begins ? context.getParent() : context);
    }

    /** Where a field is of the object that the parser is in, or has just come to the end of. */
    static String ofField(JsonParser parser, String name) {
        TokenStreamContext context = parser.streamReadContext();
        String object = of(parser.currentToken() == JsonToken.END_OBJECT ? context : context.getParent());
        String field = Shown.text(name);
        return object.isEmpty() ? field : object + "." + field;
    }

    private static String of(@Nullable TokenStreamContext innermost) {
        StringBuilder path = new StringBuilder();
        for (TokenStreamContext at = innermost; at != null && !at.inRoot(); at = at.getParent()) {
            path.insert(
                    0,
                    at.inArray()
                            ? "[" + at.getCurrentIndex() + "]"
                            : "." + Shown.text(String.valueOf(at.currentName())));
        }
        return withoutLeadingDot(path);
    }

    static String of(List<Reference> references) {
        StringBuilder path = new StringBuilder();
        for (Reference reference : references) {
            path.append(
                    reference.getPropertyName() == null
                            ? "[" + reference.getIndex() + "]"
                            : "." + Shown.text(reference.getPropertyName()));
        }
        return withoutLeadingDot(path);
    }

    private static String withoutLeadingDot(StringBuilder path) {
        return !path.isEmpty() && path.charAt(0) == '.' ? path.substring(1) : path.toString();
    }
}
