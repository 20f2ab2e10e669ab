package dev.triptych.api.value;

import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;

/** Reads a whole number as {@link Repetitions.Fixed} and the word {@code auto} as {@link Repetitions.Auto}. */
final class RepetitionsDeserializer extends StdDeserializer<Repetitions> {
    RepetitionsDeserializer() {
        super(Repetitions.class);
    }

    @Override
    public Repetitions deserialize(JsonParser parser, DeserializationContext context) {
        return switch (parser.currentToken()) {
            case VALUE_NUMBER_INT -> new Repetitions.Fixed(parser.getIntValue());
            case VALUE_STRING -> parser.getString().equals("auto") ? new Repetitions.Auto() : mismatch(context);
            default -> mismatch(context);
        };
    }

    @Override
    public Repetitions getNullValue(DeserializationContext context) {
        return mismatch(context);
    }

    private static Repetitions mismatch(DeserializationContext context) {
        return context.reportInputMismatch(Repetitions.class, "expected a whole number, or \"auto\"");
    }
}
