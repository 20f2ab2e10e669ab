package dev.triptych.process;

import java.io.IOException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Records as JSON. A host of an older build may know fewer fields or more: what is unknown is passed over, so that it can
 * still be asked about its guests.
 */
public final class WireFormat {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private WireFormat() {}

    public static byte[] encode(Object value) throws IOException {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JacksonException e) {
            throw new IOException("a " + value.getClass().getSimpleName() + " cannot be written", e);
        }
    }

    public static <T> T decode(byte[] bytes, Class<T> type) throws IOException {
        try {
            T value = MAPPER.readValue(bytes, type);
            if (value == null) {
                throw new IOException("nothing where a " + type.getSimpleName() + " was expected");
            }
            return value;
        } catch (JacksonException e) {
            // Not the message: it quotes what was read, which may hold secrets.
            throw new IOException(
                    "this is no " + type.getSimpleName() + ": " + e.getClass().getSimpleName());
        }
    }
}
