package dev.triptych.api.value;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;

/** Reads text as {@link EnvValue.Text} and an object with the one field {@code secret} as {@link EnvValue.Secret}. */
final class EnvValueDeserializer extends StdDeserializer<EnvValue> {

    private static final String EXPECTED = "expected text, or {\"secret\": name}";

    EnvValueDeserializer() {
        super(EnvValue.class);
    }

    @Override
    public EnvValue deserialize(JsonParser parser, DeserializationContext context) {
        return switch (parser.currentToken()) {
            case VALUE_STRING -> new EnvValue.Text(parser.getString());
            case START_OBJECT -> readSecret(parser, context);
            default -> context.reportInputMismatch(EnvValue.class, EXPECTED);
        };
    }

    @Override
    public EnvValue getNullValue(DeserializationContext context) {
        return context.reportInputMismatch(EnvValue.class, EXPECTED);
    }

    private EnvValue readSecret(JsonParser parser, DeserializationContext context) {
        String secret = null;
        for (String field = parser.nextName(); field != null; field = parser.nextName()) {
            JsonToken value = parser.nextToken();
            if (!field.equals("secret")) {
                context.handleUnknownProperty(parser, this, EnvValue.Secret.class, field);
            } else if (value == JsonToken.VALUE_STRING) {
                secret = parser.getString();
            } else {
                return context.reportInputMismatch(EnvValue.class, EXPECTED);
            }
        }
        return secret(secret, context);
    }

    private static EnvValue secret(@Nullable String secret, DeserializationContext context) {
        return secret == null ? context.reportInputMismatch(EnvValue.class, EXPECTED) : new EnvValue.Secret(secret);
    }
}
