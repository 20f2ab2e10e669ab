package dev.triptych.controlplane.workload;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.jspecify.annotations.Nullable;

/** Where the program comes from, in the user's words; {@link Pinned} says what they meant. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = SourceSpec.Image.class, name = "image"),
    @JsonSubTypes.Type(value = SourceSpec.Artifact.class, name = "artifact"),
    @JsonSubTypes.Type(value = SourceSpec.Disk.class, name = "disk"),
    @JsonSubTypes.Type(value = SourceSpec.Kernel.class, name = "kernel")
})
public sealed interface SourceSpec {

    /** A container image by reference. */
    record Image(String reference) implements SourceSpec {}

    /** A Wasm module by the name of its artifact. */
    record Artifact(String name) implements SourceSpec {}

    /** A disk image by the name of its artifact. */
    record Disk(String name) implements SourceSpec {}

    /**
     * A kernel to be booted directly.
     *
     * @param kernel name of an artifact
     * @param initrd name of an artifact; null for none
     * @param cmdline may be empty
     */
    record Kernel(String kernel, @Nullable String initrd, String cmdline) implements SourceSpec {}
}
