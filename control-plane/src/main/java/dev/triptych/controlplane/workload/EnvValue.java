package dev.triptych.controlplane.workload;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** The value of an environment variable: given, or held by a secret. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = EnvValue.Plain.class, name = "plain"),
    @JsonSubTypes.Type(value = EnvValue.Secret.class, name = "secret")
})
public sealed interface EnvValue {

    /** The value itself. */
    record Plain(String value) implements EnvValue {}

    /** The name of the secret that holds the value; looked up when a run begins. */
    record Secret(String name) implements EnvValue {}
}
