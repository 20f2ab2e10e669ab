package dev.triptych.driver.wasm.conformance;

import dev.triptych.driver.wasm.engine.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Runs the cases of the public WASI test suite from a directory that holds them compiled, each with its description
 * beside it; for whoever has a copy, so it is not among the tests of the build:
 *
 * <pre>mvn -pl drivers-wasm -am -Dtest='*PublicWasiSuite' -Dwasi.testsuite=/path/to/cases test</pre>
 */
public abstract class PublicWasiSuite {
    private static final String PROPERTY = "wasi.testsuite";

    /** Cases that do not apply; docs/wasm.md says why, one by one. */
    private static final Set<String> NOT_APPLICABLE = Set.of("path_link");

    @TempDir
    private Path scratch;

    protected abstract Engine open();

    @TestFactory
    Stream<DynamicTest> everyCaseThatApplies() throws IOException {
        Path suite = Path.of(System.getProperty(PROPERTY, ""));
        if (suite.toString().isEmpty()) {
            throw new IllegalArgumentException("say where the cases are with -D" + PROPERTY);
        }
        List<Path> modules;
        try (Stream<Path> files = Files.walk(suite)) {
            modules = files.filter(file -> file.toString().endsWith(".wasm"))
                    .filter(file -> file.toString().contains("wasip1"))
                    .sorted()
                    .toList();
        }
        Engine engine = open();
        return modules.stream()
                .filter(module -> !NOT_APPLICABLE.contains(nameOf(module)))
                .map(module -> DynamicTest.dynamicTest(
                        nameOf(module), () -> read(module).run(engine)));
    }

    private static String nameOf(Path module) {
        return module.getFileName().toString().replace(".wasm", "");
    }

    private WasiCase read(Path module) throws IOException {
        String name = nameOf(module);
        Path description = module.resolveSibling(name + ".json");
        JsonNode json = JsonMapper.shared().readTree(Files.exists(description) ? Files.readString(description) : "{}");
        Map<String, String> env = new HashMap<>();
        json.path("env")
                .properties()
                .forEach(entry -> env.put(entry.getKey(), entry.getValue().asString()));
        Map<String, Path> mounts = json.path("root").isString()
                ? Map.of("/", copy(module.resolveSibling(json.path("root").asString()), name))
                : Map.of();
        return new WasiCase(
                name,
                module,
                json.path("args").valueStream().map(JsonNode::asString).toList(),
                env,
                "",
                mounts,
                json.path("exit_code").asInt(0),
                json.path("stdout").isString() ? json.path("stdout").asString() : null);
    }

    private Path copy(Path root, String name) throws IOException {
        Path target = scratch.resolve(name);
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.toList()) {
                Files.copy(file, target.resolve(root.relativize(file).toString()));
            }
        }
        return target;
    }
}
