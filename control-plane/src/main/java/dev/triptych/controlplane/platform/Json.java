package dev.triptych.controlplane.platform;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.triptych.spi.ByteSize;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/** The form in which records are kept in {@code jsonb} columns. It is nobody's interface: the API has its own. */
public final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new SimpleModule("triptych")
                    .addSerializer(new SizeWriter())
                    .addDeserializer(ByteSize.class, new SizeReader()))
            .build();

    private static final JsonMapper SORTING = MAPPER.rebuild()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    /** How many characters of texts are remembered with what they mean. */
    private static final long REMEMBERED = 4L << 20;

    private static final Cache<Meaning, Object> MEANINGS = Caffeine.newBuilder()
            .maximumWeight(REMEMBERED)
            .weigher((Meaning text, Object value) -> text.json().length())
            .build();

    private Json() {}

    /** A text, and the type that it is read as. */
    private record Meaning(String json, Class<?> type) {}

    public static String write(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    /** The same with the entries of maps in the order of their keys: equal values make equal texts. */
    public static String writeSorted(Object value) {
        return SORTING.writeValueAsString(value);
    }

    public static <T> T read(String json, Class<T> type) {
        return MAPPER.readValue(json, type);
    }

    /**
     * The same for types of which no value ever changes. Those who look at a list look at the same records again and again: what a text
     * means is remembered within bounds, and read once.
     */
    public static <T> T readOnce(String json, Class<T> type) {
        return type.cast(MEANINGS.get(new Meaning(json, type), text -> MAPPER.readValue(json, type)));
    }

    private static final class SizeWriter extends StdSerializer<ByteSize> {
        SizeWriter() {
            super(ByteSize.class);
        }

        @Override
        public void serialize(ByteSize value, JsonGenerator generator, SerializationContext context) {
            generator.writeString(value.toString());
        }
    }

    private static final class SizeReader extends StdDeserializer<ByteSize> {
        SizeReader() {
            super(ByteSize.class);
        }

        @Override
        public ByteSize deserialize(JsonParser parser, DeserializationContext context) {
            return ByteSize.parse(parser.getString());
        }
    }
}
