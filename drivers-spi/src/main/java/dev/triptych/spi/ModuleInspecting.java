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
     * What a module says about itself. Lists and names are cut to a bounded length, {@code counts} are not.
     *
     * @param form {@code module} or {@code component}
     * @param wasi the WASI generation it was built for: {@code none}, {@code preview1}, {@code preview2},
     *     {@code preview3} or {@code unknown}
     * @param producers field of the producers section to {@code name version} values; empty when there is none
     *     (WebAssembly tool conventions, ProducersSection.md)
     * @param languages it was written in, as far as the producers section tells; may be empty
     * @param needs what it may ask of its host, judged by its imports
     * @param world for a component, what it imports and exports in the words of WIT; null for a module
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
            List<String> languages,
            List<Need> needs,
            @Nullable String world,
            Counts counts,
            List<String> missingImports) {
        public ModuleInspection {
            imports = List.copyOf(imports);
            exports = List.copyOf(exports);
            sections = List.copyOf(sections);
            producers = Map.copyOf(producers);
            languages = List.copyOf(languages);
            needs = List.copyOf(needs);
            missingImports = List.copyOf(missingImports);
        }
    }

    /**
     * Something the module imports.
     *
     * @param type the external kind: {@code function}, {@code table}, {@code memory}, {@code global} or {@code tag}; for
     *     a component also {@code instance}, {@code type}, {@code value}, {@code component} or {@code core-module}
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

    /** How many there are, also of those that are not listed. */
    record Counts(int imports, int exports, int sections) {}

    /**
     * A power over its host that a module may use. That it imports a function does not say that it ever calls it.
     *
     * @param power {@code arguments}, {@code environment}, {@code streams}, {@code clocks}, {@code random},
     *     {@code files}, {@code network}, {@code http} or {@code other}
     * @param imports those that ask for it, by {@code module.name}; cut like all lists
     */
    record Need(String power, Grant grant, List<String> imports) {
        public Need {
            imports = List.copyOf(imports);
        }
    }

    /** When a guest gets a power. */
    enum Grant {
        /** Every guest has it. */
        ALWAYS,
        /** A guest has what its description gives it, and otherwise nothing of the sort. */
        ON_REQUEST,
        /** No guest has it. */
        NEVER
    }
}
