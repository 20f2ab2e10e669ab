package dev.triptych.controlplane.web;

import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException.InvalidRequest;
import dev.triptych.controlplane.platform.Violation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.DeserializationProblemHandler;

/** Collects what does not fit while one body is read, so that one answer can name it all. */
final class BodyViolations extends DeserializationProblemHandler {
    private static final int MOST = 100;

    private final List<Violation> violations = new ArrayList<>();
    private boolean unknownField;
    private boolean notAnObject;

    @Override
    public boolean handleUnknownProperty(
            DeserializationContext context,
            JsonParser parser,
            @Nullable ValueDeserializer<?> deserializer,
            Object beanOrClass,
            String name) {
        unknownField = true;
        Collection<?> known = Optional.ofNullable(deserializer)
                .<Collection<?>>map(ValueDeserializer::getKnownPropertyNames)
                .orElse(List.of());
        add(field(context, parser, name), "there is no such field" + Suggestion.among(known, name));
        parser.skipChildren();
        return true;
    }

    /**
     * Objects that are made with what they require are made when that is known. Fields before it are kept and told of later, by a
     * parser of their own that does not know where they were.
     */
    private static String field(DeserializationContext context, JsonParser parser, String name) {
        JsonParser body = context.getParser();
        return body == null || body.equals(parser) ? JsonPath.of(parser) : JsonPath.ofField(body, name);
    }

    @Override
    public @Nullable Object handleInstantiationProblem(
            DeserializationContext context, Class<?> type, @Nullable Object argument, Throwable cause) {
        return refuse(context, BodyWords.notOne(type, argument));
    }

    @Override
    public @Nullable Object handleWeirdStringValue(
            DeserializationContext context, Class<?> type, String value, @Nullable String why) {
        return refuse(context, BodyWords.notOne(type, value));
    }

    @Override
    public @Nullable Object handleWeirdNumberValue(
            DeserializationContext context, Class<?> type, Number value, @Nullable String why) {
        return refuse(context, BodyWords.notOne(type, value));
    }

    @Override
    public @Nullable Object handleUnexpectedToken(
            DeserializationContext context, JavaType type, JsonToken token, JsonParser parser, @Nullable String why) {
        add(JsonPath.of(parser), "expected " + BodyWords.expected(type.getRawClass()));
        parser.skipChildren();
        return null;
    }

    private @Nullable Object refuse(DeserializationContext context, String message) {
        JsonParser parser = context.getParser();
        add(parser == null ? "" : JsonPath.of(parser), message);
        return null;
    }

    void add(String field, String message) {
        notAnObject |= field.isEmpty();
        if (violations.size() < MOST) {
            violations.add(new Violation(field, message));
        }
    }

    void refuseIfAny() {
        if (violations.isEmpty()) {
            return;
        }
        if (notAnObject) {
            throw new InvalidRequest(ErrorCode.MALFORMED_BODY, "The body is not a JSON object.", List.of());
        }
        InvalidRequest refusal = InvalidRequest.of(violations);
        throw unknownField ? new InvalidRequest(ErrorCode.UNKNOWN_FIELD, refusal.safeMessage(), violations) : refusal;
    }
}
