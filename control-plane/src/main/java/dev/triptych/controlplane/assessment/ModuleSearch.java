package dev.triptych.controlplane.assessment;

import dev.triptych.controlplane.artifact.Artifact;
import dev.triptych.controlplane.artifact.ArtifactLibrary;
import dev.triptych.controlplane.artifact.Format;
import dev.triptych.controlplane.platform.TriptychException.NotFound;
import dev.triptych.controlplane.workload.Description;
import dev.triptych.controlplane.workload.SourceSpec;
import dev.triptych.spi.ProgramInspecting.ProgramFacts;
import dev.triptych.spi.ProgramInspecting.ProgramFile;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * Looks for a module of the program among the artifacts: one with the name of the program's file, of its image, or of the
 * workload, and the ending {@code .wasm}, that imports nothing which is not there. That it does the same is for a
 * migration to verify.
 */
@Component
class ModuleSearch {
    private final ArtifactLibrary artifacts;

    ModuleSearch(ArtifactLibrary artifacts) {
        this.artifacts = artifacts;
    }

    Optional<String> find(Description description, ProgramFacts program) {
        Set<String> names = new LinkedHashSet<>();
        program.files().stream().findFirst().map(ProgramFile::path).ifPresent(path -> names.add(last(path)));
        if (description.source() instanceof SourceSpec.Image image) {
            names.add(last(image.reference()).split("[:@]", 2)[0]);
        }
        names.add(description.name());
        return names.stream().map(name -> name + ".wasm").filter(this::runsHere).findFirst();
    }

    private static String last(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private boolean runsHere(String name) {
        try {
            Artifact artifact = artifacts.get(name);
            var module = artifact.inspection().module();
            boolean runs = artifact.inspection().format() == Format.WASM_MODULE
                    || artifact.inspection().format() == Format.WASM_COMPONENT;
            return runs && module != null && module.missingImports().isEmpty();
        } catch (NotFound none) {
            return false;
        }
    }
}
