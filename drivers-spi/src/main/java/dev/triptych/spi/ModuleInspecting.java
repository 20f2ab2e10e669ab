package dev.triptych.spi;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what a WebAssembly binary says about itself, before anything of it is run. */
public interface ModuleInspecting extends Capability {

    /**
     * Reads and validates a binary.
     *
     * <p>Idempotent; changes nothing. Bounded in time and memory for hostile input. Safe for use by many threads.
     *
     * @throws DriverException {@link DriverErrorCode#SOURCE_INVALID} when the file is not a well-formed module, saying
     *     what is wrong and where
     */
    ModuleInspection inspect(Path file);

    /**
     * What a module says about itself.
     *
     * @param form {@code module} or {@code component}
     * @param wasi the WASI generation it was built for: {@code none}, {@code preview1}, {@code preview2} or {@code unknown}
     * @param producers field of the producers section to {@code name version} values; empty when there is none
     *     (WebAssembly tool conventions, ProducersSection.md)
     * @param missingImports those of {@code imports} that no engine here provides, by {@code module.name}
     */
    record ModuleInspection(
            String form,
            String wasi,
            List<Import> imports,
            List<Export> exports,
            @Nullable MemoryLimits memory,
            List<Section> sections,
            Map<String, List<String>> producers,
            List<String> missingImports) {
        public ModuleInspection {
            imports = List.copyOf(imports);
            exports = List.copyOf(exports);
            sections = List.copyOf(sections);
            producers = Map.copyOf(producers);
            missingImports = List.copyOf(missingImports);
        }
    }

    /**
     * Something the module needs from its host.
     *
     * @param type the external kind: {@code function}, {@code table}, {@code memory}, {@code global} or {@code tag}
     */
    record Import(String module, String name, String type) {}

    /**
     * Something the module offers.
     *
     * @param type as in {@link Import}
     */
    record Export(String name, String type) {}

    /**
     * The size of the module's memory.
     *
     * @param maximum null when the module sets none
     */
    record MemoryLimits(ByteSize minimum, @Nullable ByteSize maximum) {}

    /**
     * One section of the binary.
     *
     * @param name a standard section's name, or {@code custom:} and the custom section's own
     */
    record Section(String name, ByteSize size) {}
}
