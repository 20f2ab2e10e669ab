package dev.triptych.controlplane.assessment;

import dev.triptych.controlplane.assessment.Finding.Means;
import dev.triptych.spi.ProgramInspecting.Elf;
import dev.triptych.spi.ProgramInspecting.Form;
import dev.triptych.spi.ProgramInspecting.ImageFacts;
import dev.triptych.spi.ProgramInspecting.ProgramFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What the image and the program's file say. */
final class ProgramRules {
    /** What wasi-libc has itself, or what no module needs. */
    private static final Pattern OF_THE_SYSTEM = Pattern.compile(
            "(lib(c|m|pthread|dl|rt|util|gcc_s|stdc\\+\\+|c\\.musl-.*)\\.so.*|ld-linux.*|linux-vdso.*)");

    private ProgramRules() {}

    static List<Finding> judge(Evidence evidence) {
        List<Finding> findings = new ArrayList<>();
        findings.add(program(evidence));
        script(evidence).ifPresent(findings::add);
        evidence.worker().flatMap(ProgramRules::libraries).ifPresent(findings::add);
        findings.add(image(evidence.program().image()));
        return findings;
    }

    private static Finding program(Evidence evidence) {
        Optional<ProgramFile> worker = evidence.worker();
        if (worker.isEmpty()) {
            return new Finding(
                    "program", "Its program's file could not be found.", Means.REBUILD, Language.UNKNOWN.forward());
        }
        if (worker.get().form() == Form.WASM) {
            return new Finding(
                    "program",
                    worker.get().path() + " is a WebAssembly module already.",
                    Means.FITS,
                    "Run the same image as kind wasm.");
        }
        Language language = evidence.language();
        String words = file(worker.get(), language);
        return evidence.module() == null
                ? new Finding("program", words + ".", language.means(), language.forward())
                : new Finding(
                        "program",
                        words + "; a module of the same name is among the artifacts, " + evidence.module() + ".",
                        Means.FITS,
                        "Run it as kind wasm with the source {\"artifact\": \"" + evidence.module()
                                + "\"} and the same args and env.");
    }

    private static String file(ProgramFile file, Language language) {
        Elf elf = file.elf();
        if (elf == null) {
            return file.path() + " is "
                    + switch (file.form()) {
                        case SCRIPT -> "a script for \"" + file.interpreter() + "\"";
                        case ELF -> "a damaged ELF file";
                        case WASM -> "a WebAssembly module";
                        case OTHER -> "of a form that is not known";
                    };
        }
        String made = elf.go() != null && !elf.go().isEmpty()
                ? elf.go()
                : String.join(", ", elf.comments().stream().limit(3).toList());
        return file.path() + " is machine code (ELF, " + elf.bits() + " bit, " + elf.machine() + ", "
                + (elf.loader() == null ? "static" : "dynamic by " + elf.loader()) + "), " + RoundedSize.of(file.size())
                + ", of "
                + language.words() + (made.isEmpty() ? "" : " (" + made + ")");
    }

    /** A script that starts another program prepares something that a module cannot prepare. */
    private static Optional<Finding> script(Evidence evidence) {
        List<ProgramFile> chain = evidence.program().files();
        if (chain.isEmpty() || chain.getFirst().form() != Form.SCRIPT) {
            return Optional.empty();
        }
        return Optional.of(new Finding(
                "entrypoint",
                chain.getFirst().path() + " is a script for \""
                        + chain.getFirst().interpreter() + "\"; what works in the end is "
                        + evidence.worker().map(ProgramFile::path).orElse("not known") + ".",
                Means.REBUILD,
                "Put what the script prepares into the description (args, env, mounts) or into the program."));
    }

    private static Optional<Finding> libraries(ProgramFile worker) {
        Elf elf = worker.elf();
        if (elf == null) {
            return Optional.empty();
        }
        List<String> others = elf.libraries().stream()
                .filter(name -> !OF_THE_SYSTEM.matcher(name).matches())
                .toList();
        if (others.isEmpty()) {
            return Optional.of(new Finding(
                    "libraries",
                    elf.libraries().isEmpty()
                            ? "It is static and needs no shared library."
                            : "It needs the system's libraries alone: " + String.join(", ", elf.libraries()) + ".",
                    Means.FITS,
                    ""));
        }
        return Optional.of(
                new Finding(
                        "libraries",
                        "It needs " + others.size() + " shared libraries beside the system's: "
                                + others.stream().limit(12).collect(Collectors.joining(", ")) + ".",
                        Means.REBUILD,
                        "Build each for wasm32-wasip1 as a static library too, or do without it: a module has no shared ones."));
    }

    private static Finding image(ImageFacts image) {
        List<String> words = new ArrayList<>();
        words.add(image.reference() + " for " + image.platform() + ", "
                + image.layers().size() + " layers, " + RoundedSize.of(image.size()));
        words.add("entrypoint " + image.entrypoint() + ", command " + image.command());
        if (!image.user().isEmpty()) {
            words.add("user " + image.user());
        }
        if (!image.exposedPorts().isEmpty()) {
            words.add("exposes " + String.join(", ", image.exposedPorts()));
        }
        if (!image.volumes().isEmpty()) {
            words.add("volumes " + String.join(", ", image.volumes()));
        }
        if (!image.envNames().isEmpty()) {
            words.add("variables " + String.join(", ", image.envNames()));
        }
        return new Finding(
                "image",
                String.join("; ", words) + ".",
                Means.FITS,
                "A module has no user, and has variables and volumes as the description gives them (env, mounts).");
    }
}
