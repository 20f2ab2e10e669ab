package dev.triptych.gateway.proxy;

import dev.triptych.gateway.wire.Field;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Fields that say who somebody is. They are left out before anything is kept: what was never kept cannot be found. */
final class CredentialFields {
    private static final Set<String> SAID = Set.of("authorization", "proxy-authorization", "cookie", "set-cookie");

    /** Parts of names that programs give to fields of their own for the same purpose. */
    private static final List<String> TELLING = List.of(
            "api-key", "apikey", "auth", "cookie", "credential", "passw", "secret", "session", "signature", "token");

    private CredentialFields() {}

    static boolean isOne(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        // a challenge names a scheme, and is nobody's
        return SAID.contains(lower)
                || (!lower.endsWith("-authenticate") && TELLING.stream().anyMatch(lower::contains));
    }

    /** All fields but those. */
    static List<Field> without(HttpHeaders headers) {
        List<Field> kept = new ArrayList<>(headers.size());
        for (Map.Entry<String, String> field : headers) {
            if (!isOne(field.getKey())) {
                kept.add(new Field(field.getKey(), field.getValue()));
            }
        }
        return kept;
    }
}
