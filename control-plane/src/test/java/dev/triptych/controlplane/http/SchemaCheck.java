package dev.triptych.controlplane.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Compares an answer with its schema: fields that the schema does not have, fields that are missing, values of another type or
 * not of the enumeration. For answers that are not written by the generated model.
 */
final class SchemaCheck {
    private final List<String> violations = new ArrayList<>();

    private SchemaCheck() {}

    static List<String> violations(String schema, JsonNode answer) {
        SchemaCheck check = new SchemaCheck();
        check.check(SpecificationRoutes.schema(schema), answer, schema);
        return check.violations;
    }

    private void check(Map<String, Object> given, JsonNode node, String path) {
        Map<String, Object> schema = resolved(given);
        Object allOf = schema.get("allOf");
        if (allOf instanceof List<?> parts) {
            parts.forEach(part -> check(SpecificationRoutes.map(part), node, path));
            return;
        }
        if (schema.get("enum") instanceof List<?> words && !words.contains(node.asString())) {
            violations.add(path + " is " + node + ", not one of " + words);
        }
        switch (String.valueOf(schema.get("type"))) {
            case "object" -> object(schema, node, path);
            case "array" -> {
                require(node.isArray(), node, path);
                node.forEach(item -> check(SpecificationRoutes.map(schema.get("items")), item, path + "[]"));
            }
            case "string" -> require(node.isString(), node, path);
            case "integer" -> require(node.isIntegralNumber(), node, path);
            case "number" -> require(node.isNumber(), node, path);
            case "boolean" -> require(node.isBoolean(), node, path);
            default -> {} // a union that the generator cannot express either
        }
    }

    private void object(Map<String, Object> schema, JsonNode node, String path) {
        require(node.isObject(), node, path);
        Map<String, Object> properties = SpecificationRoutes.map(schema.getOrDefault("properties", Map.of()));
        Object others = schema.get("additionalProperties");
        if (schema.get("required") instanceof List<?> required) {
            Set<String> there = Set.copyOf(node.propertyNames());
            required.stream()
                    .filter(name -> !there.contains(String.valueOf(name)))
                    .forEach(name -> violations.add(path + "." + name + " is missing"));
        }
        node.properties().forEach(property -> {
            String below = path + "." + property.getKey();
            if (properties.containsKey(property.getKey())) {
                check(SpecificationRoutes.map(properties.get(property.getKey())), property.getValue(), below);
            } else if (others instanceof Map<?, ?>) {
                check(SpecificationRoutes.map(others), property.getValue(), below);
            } else {
                violations.add(below + " is not in the schema");
            }
        });
    }

    private void require(boolean holds, JsonNode node, String path) {
        if (!holds) {
            violations.add(path + " is " + node);
        }
    }

    private static Map<String, Object> resolved(Map<String, Object> schema) {
        @Nullable Object reference = schema.get("$ref");
        return reference == null
                ? schema
                : SpecificationRoutes.schema(String.valueOf(reference)
                        .substring(String.valueOf(reference).lastIndexOf('/') + 1));
    }
}
