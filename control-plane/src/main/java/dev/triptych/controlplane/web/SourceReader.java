package dev.triptych.controlplane.web;

import dev.triptych.api.model.Source;
import dev.triptych.controlplane.workload.SourceSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads where a program comes from. Whether it fits the kind is for dispatch to say. */
final class SourceReader {
    private static final SourceSpec PLACEHOLDER = new SourceSpec.Image("placeholder");

    private final Checks checks;

    SourceReader(Checks checks) {
        this.checks = checks;
    }

    SourceSpec read(@Nullable Source source) {
        if (source == null) {
            checks.require(false, "source", "is required: image, artifact, disk, or kernel");
            return PLACEHOLDER;
        }
        List<SourceSpec> given = new ArrayList<>();
        if (source.getImage() != null) {
            given.add(image(source.getImage()));
        }
        if (source.getArtifact() != null) {
            checks.artifactName(source.getArtifact(), "source.artifact");
            given.add(new SourceSpec.Artifact(source.getArtifact()));
        }
        if (source.getDisk() != null) {
            checks.artifactName(source.getDisk(), "source.disk");
            given.add(new SourceSpec.Disk(source.getDisk()));
        }
        if (source.getKernel() != null) {
            given.add(kernel(source, source.getKernel()));
        }
        checks.require(given.size() == 1, "source", "needs exactly one of image, artifact, disk and kernel")
                .require(
                        source.getInitrd() == null || source.getKernel() != null,
                        "source.initrd",
                        "needs source.kernel")
                .require(
                        source.getCmdline() == null || source.getKernel() != null,
                        "source.cmdline",
                        "needs source.kernel");
        return given.isEmpty() ? PLACEHOLDER : given.getFirst();
    }

    private SourceSpec image(String reference) {
        boolean plain = !reference.isEmpty()
                && reference.length() <= 512
                && reference.chars().allMatch(c -> c > ' ' && c < 0x7f);
        checks.require(
                plain, "source.image", "must be 1 to 512 printable characters without spaces, such as triptych/web:1");
        return new SourceSpec.Image(reference);
    }

    private SourceSpec kernel(Source source, String kernel) {
        checks.artifactName(kernel, "source.kernel");
        if (source.getInitrd() != null) {
            checks.artifactName(source.getInitrd(), "source.initrd");
        }
        String cmdline = Objects.requireNonNullElse(source.getCmdline(), "");
        boolean plain = cmdline.length() <= 1024 && cmdline.chars().allMatch(c -> c >= ' ' && c < 0x7f);
        checks.require(plain, "source.cmdline", "must be at most 1024 printable ASCII characters, without line breaks");
        return new SourceSpec.Kernel(kernel, source.getInitrd(), cmdline);
    }
}
