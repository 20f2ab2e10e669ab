package dev.triptych.controlplane.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.yaml.snakeyaml.Yaml;

/** The operations of the spec with the role that each needs. */
public final class SpecificationRoutes {
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");

    private SpecificationRoutes() {}

    /** One operation. */
    public record Route(String method, String path, String role) {}

    public static List<Route> all() {
        List<Route> routes = new ArrayList<>();
        map(document().get("paths"))
                .forEach((path, item) -> map(item).forEach((method, operation) -> {
                    if (METHODS.contains(method)) {
                        routes.add(new Route(
                                method.toUpperCase(Locale.ROOT),
                                path,
                                String.valueOf(map(operation).get("x-role"))));
                    }
                }));
        return routes;
    }

    /** A named schema. */
    static Map<String, Object> schema(String name) {
        return map(map(map(document().get("components")).get("schemas")).get(name));
    }

    /** Code → status, as the spec has it. */
    public static Map<String, Object> statuses() {
        Map<String, Object> schemas = map(map(document().get("components")).get("schemas"));
        return map(map(schemas.get("ErrorCode")).get("x-status"));
    }

    private static Map<String, Object> document() {
        try (InputStream stream =
                Objects.requireNonNull(SpecificationRoutes.class.getResourceAsStream("/openapi/openapi.yaml"))) {
            return map(new Yaml().load(stream));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(@org.jspecify.annotations.Nullable Object node) {
        return (Map<String, Object>) Objects.requireNonNull(node);
    }
}
