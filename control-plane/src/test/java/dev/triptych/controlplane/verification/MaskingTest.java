package dev.triptych.controlplane.verification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.controlplane.verification.RecordingSpec.Mask;
import dev.triptych.gateway.wire.CapturedRequest;
import dev.triptych.gateway.wire.Field;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is replaced before a request is stored. */
class MaskingTest {
    private static final Mask MASK =
            new Mask(List.of("X-Customer"), List.of("/card", "/items/*/owner"), List.of("token", "a b"));

    private static Optional<CapturedRequest> masked(String target, String type, String body) {
        return new Masking(MASK)
                .apply(new CapturedRequest(
                        "POST",
                        target,
                        List.of(new Field("Content-Type", type), new Field("x-customer", "canary")),
                        body.getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /a?token=1&b=2        | /a?token=masked&b=2
            /a?b=2&token=1&token= | /a?b=2&token=masked&token=masked
            /a?%74oken=1          | /a?%74oken=masked
            /a?a+b=1&a%20b=2      | /a?a+b=masked&a%20b=masked
            /a?token              | /a?token
            /token=1              | /token=1
            /a?x=token=1          | /a?x=token=1
            /a?%zz=1&token=1      | /a?%zz=1&token=masked
            """)
    void valuesOfParametersAreReplaced(String target, String expected) {
        CapturedRequest masked = masked(target, "text/plain", "").orElseThrow();
        assertThat(masked.target()).isEqualTo(expected);
        assertThat(masked.headers()).contains(new Field("x-customer", Masking.MASKED));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', nullValues = "-", textBlock = """
            application/json | {"card":1,"a":2}                     | {"card":"masked","a":2}
            application/json | {"card":{"n":[1,2]}}                 | {"card":"masked"}
            application/json | {"items":[{"owner":"x"},{"owner":1}]} | {"items":[{"owner":"masked"},{"owner":"masked"}]}
            application/json | { "a" : 1.50 }                       | { "a" : 1.50 }
            application/json | {"card":                             | -
            text/plain       | {"card":1}                           | {"card":"masked"}
            text/plain       | card=1                               | card=1
            application/x-www-form-urlencoded | token=1&card=2      | token=masked&card=2
            """)
    void valuesInBodiesAreReplacedAndWhatCannotBeReadIsNotKept(String type, String body, @Nullable String expected) {
        assertThat(masked("/", type, body)
                        .map(CapturedRequest::body)
                        .map(bytes -> new String(bytes, StandardCharsets.UTF_8)))
                .isEqualTo(Optional.ofNullable(expected));
    }
}
