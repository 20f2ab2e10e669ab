package dev.triptych.api.value;

import com.fasterxml.jackson.annotation.JsonValue;
import tools.jackson.databind.annotation.JsonDeserialize;

/** How often: a number, or {@code auto} for as often as it takes. */
@JsonDeserialize(using = RepetitionsDeserializer.class)
public sealed interface Repetitions {

    /** So many. */
    record Fixed(@JsonValue int count) implements Repetitions {}

    /** Chosen from the variance. */
    record Auto() implements Repetitions {
        @JsonValue
        String word() {
            return "auto";
        }
    }
}
