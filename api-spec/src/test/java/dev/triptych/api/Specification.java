package dev.triptych.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** {@code openapi.yaml} as it lies on the class path, opened for the tests. */
final class Specification {

    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch", "head", "options");

    private final Map<String, Object> root;

    private Specification(Map<String, Object> root) {
        this.root = root;
    }

    static Specification load() {
        try (InputStream yaml = Specification.class.getResourceAsStream("/openapi/openapi.yaml")) {
            Object root = new Yaml(new SafeConstructor(new LoaderOptions())).load(Objects.requireNonNull(yaml));
            return new Specification(map(root));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        map(root.get("paths"))
                .forEach((path, item) -> map(item).forEach((method, operation) -> {
                    if (METHODS.contains(method)) {
                        operations.add(new Operation(this, method, path, map(operation)));
                    }
                }));
        return operations;
    }

    Map<String, Object> schemas() {
        return map(map(root.get("components")).get("schemas"));
    }

    List<String> tags() {
        return maps(root.get("tags")).stream().map(tag -> text(tag.get("name"))).toList();
    }

    List<String> fixtureFiles() {
        return texts(map(root.get("x-replay-fixtures")).get("files"));
    }

    /** The status that belongs to each error code. */
    Map<String, Object> statusByCode() {
        return map(map(schemas().get("ErrorCode")).get("x-status"));
    }

    List<String> errorCodes() {
        return texts(map(schemas().get("ErrorCode")).get("enum"));
    }

    /** The thing itself, where it stands elsewhere and only its place is given here. */
    Map<String, Object> resolved(Object node) {
        Map<String, Object> map = map(node);
        Object reference = map.get("$ref");
        if (reference == null) {
            return map;
        }
        Object target = root;
        for (String step : text(reference).substring("#/".length()).split("/", -1)) {
            target = Objects.requireNonNull(map(target).get(step), () -> "nothing at " + reference);
        }
        return resolved(target);
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(@Nullable Object node) {
        return (Map<String, Object>) Objects.requireNonNullElse(node, Map.of());
    }

    @SuppressWarnings("unchecked")
    static List<Map<String, Object>> maps(@Nullable Object node) {
        return (List<Map<String, Object>>) Objects.requireNonNullElse(node, List.of());
    }

    @SuppressWarnings("unchecked")
    static List<String> texts(@Nullable Object node) {
        return (List<String>) Objects.requireNonNullElse(node, List.of());
    }

    static String text(@Nullable Object node) {
        return String.valueOf(node);
    }
}
