package dev.triptych.controlplane.verification;

import dev.triptych.gateway.wire.CapturedRequest;
import dev.triptych.gateway.wire.Field;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Replaces what nobody may read later, and leaves the form of a request as it is. A pure function. */
final class Masking {
    static final String MASKED = "masked";
    private static final String FORM = "application/x-www-form-urlencoded";

    private final RecordingSpec.Mask mask;
    private final List<JsonPattern> json;
    private final List<String> headers;

    Masking(RecordingSpec.Mask mask) {
        this.mask = mask;
        this.json = mask.json().stream().map(JsonPattern::of).toList();
        this.headers = mask.headers().stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .toList();
    }

    /** The request to be stored; empty when its body should be masked and cannot be read. */
    Optional<CapturedRequest> apply(CapturedRequest request) {
        return body(request)
                .map(body -> new CapturedRequest(
                        request.method(),
                        target(request.target()),
                        request.headers().stream().map(this::field).toList(),
                        body));
    }

    private Field field(Field field) {
        return headers.contains(field.name().toLowerCase(Locale.ROOT)) ? new Field(field.name(), MASKED) : field;
    }

    private String target(String target) {
        int at = target.indexOf('?');
        return at < 0 ? target : target.substring(0, at + 1) + parameters(target.substring(at + 1));
    }

    private String parameters(String text) {
        return mask.query().isEmpty()
                ? text
                : Arrays.stream(text.split("&", -1)).map(this::parameter).collect(Collectors.joining("&"));
    }

    private String parameter(String pair) {
        int at = pair.indexOf('=');
        String name = at < 0 ? pair : pair.substring(0, at);
        return at >= 0 && mask.query().contains(decoded(name)) ? name + "=" + MASKED : pair;
    }

    private static String decoded(String name) {
        try {
            return URLDecoder.decode(name, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return name; // half a percent sign: no program will read it as another name
        }
    }

    private Optional<byte[]> body(CapturedRequest request) {
        byte[] body = request.body();
        if (body.length == 0) {
            return Optional.of(body);
        }
        if (Bodies.value(request.headers(), "content-type").startsWith(FORM)) {
            String text = new String(body, StandardCharsets.ISO_8859_1);
            return Optional.of(parameters(text).getBytes(StandardCharsets.ISO_8859_1));
        }
        if (json.isEmpty()) {
            return Optional.of(body);
        }
        // whatever it is declared to be: a program may read it as JSON all the same
        Optional<JsonNode> value = JsonComparison.parse(body);
        if (value.isEmpty()) {
            return Bodies.isJson(request.headers()) ? Optional.empty() : Optional.of(body);
        }
        boolean masked = false;
        for (JsonPattern path : json) {
            masked |= replace(value.get(), path, 0);
        }
        return Optional.of(masked ? JsonComparison.MAPPER.writeValueAsBytes(value.get()) : body);
    }

    private static boolean replace(JsonNode node, JsonPattern path, int depth) {
        boolean last = depth == path.segments().size() - 1;
        boolean done = false;
        if (node instanceof ObjectNode object) {
            for (String name : List.copyOf(object.propertyNames())) {
                if (!path.fits(depth, name)) {
                    continue;
                }
                if (last) {
                    object.put(name, MASKED);
                }
                done |= last || replace(object.get(name), path, depth + 1);
            }
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                if (!path.fits(depth, Integer.toString(i))) {
                    continue;
                }
                if (last) {
                    array.set(i, MASKED);
                }
                done |= last || replace(array.get(i), path, depth + 1);
            }
        }
        return done;
    }
}
