package dev.triptych.driver.wasm.engine;

import dev.triptych.driver.wasm.inspection.ModuleShape;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The engines that are present.
 *
 * @param present the fastest first; at least one
 * @param absent by name those that this version knows and that are not here, each with the reason for people
 */
public record Engines(List<Engine> present, Map<String, String> absent) implements AutoCloseable {
    private static final String AUTO = "auto";

    public Engines {
        present = List.copyOf(present);
        absent = Map.copyOf(absent);
    }

    /** The engine that was chosen before; for names that {@link #choose} answered. */
    public Engine byName(String name) {
        return present.stream()
                .filter(engine -> engine.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new DriverException(DriverErrorCode.NOT_SUPPORTED, notPresent(name)));
    }

    /**
     * The engine for a module: the one asked for, or for {@code auto} the fastest that supports it.
     *
     * @throws DriverException {@link DriverErrorCode#NOT_SUPPORTED} when it is not present or cannot run the module,
     *     {@link DriverErrorCode#IMPORTS_NOT_GRANTED} naming them
     */
    public Engine choose(String asked, ModuleShape shape) {
        List<Engine> candidates = asked.equals(AUTO) ? present : List.of(byName(asked));
        return candidates.stream()
                .filter(engine -> engine.supports(shape) instanceof Support.Yes)
                .findFirst()
                .orElseThrow(() -> refusal(candidates.getLast(), shape));
    }

    /** Names and versions, for people. */
    public String summary() {
        return present.stream()
                .map(engine -> engine.name() + " " + engine.version())
                .collect(Collectors.joining(", "));
    }

    private String notPresent(String name) {
        String why = absent.get(name);
        return "The engine \"%s\" is not here%s. Present: %s; or choose auto."
                .formatted(name, why == null ? "" : " (" + why + ")", summary());
    }

    private static DriverException refusal(Engine engine, ModuleShape shape) {
        return switch (engine.supports(shape)) {
            case Support.MissingImports missing ->
                new DriverException(
                        DriverErrorCode.IMPORTS_NOT_GRANTED,
                        "The module imports what is not granted: " + String.join(", ", missing.imports()) + ".");
            case Support.No no ->
                new DriverException(
                        DriverErrorCode.NOT_SUPPORTED,
                        "The engine %s cannot run the module, because %s.".formatted(engine.name(), no.reason()));
            case Support.Yes _ -> new DriverException(DriverErrorCode.DEFECT, "The engine changed its mind.");
        };
    }

    @Override
    public void close() {
        present.forEach(Engine::close);
    }
}
