package dev.triptych.api.value;

import com.fasterxml.jackson.annotation.JsonValue;
import tools.jackson.databind.annotation.JsonDeserialize;

/** The value of an environment variable: plain text, or the name of the secret that holds it. */
@JsonDeserialize(using = EnvValueDeserializer.class)
public sealed interface EnvValue {

    /** Plain text, given and shown as it is. */
    record Text(@JsonValue String text) implements EnvValue {}

    /** The name of a secret. It is the name that is shown, never what the secret holds. */
    record Secret(String secret) implements EnvValue {}
}
