package dev.triptych.driver.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageReferenceTest {
    private static final String DIGEST = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "web",
                "web:1",
                "triptych/greeter:1",
                "registry.example/team/web:v1.2-3_4",
                "localhost:5000/a/b__c/d.e-f",
                "Registry.Example:443/web",
                DIGEST,
                "web@" + DIGEST,
                "a/b:1@" + DIGEST
            })
    void whatTheGrammarAllowsPasses(String reference) {
        assertThat(ImageReference.check(reference)).isEqualTo(reference);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "Web",
                "web:",
                ":1",
                "web:1:2",
                "../../etc/passwd",
                "a/../b",
                "web/json?x=1",
                "web#x",
                "web%2f..",
                "a//b",
                "/a",
                "a/",
                "web\n",
                "web\u0000",
                "web;id",
                "$(id)",
                "web@sha256:xyz",
                "-web",
                "wéb"
            })
    void anythingElseIsRefused(String reference) {
        assertRefused(reference);
    }

    @Test
    void lengthIsBounded() {
        assertThat(ImageReference.check("a".repeat(255))).hasSize(255);
        assertRefused("a".repeat(256));
        assertRefused("a/".repeat(100_000) + "a");
    }

    private static void assertRefused(String reference) {
        assertThatExceptionOfType(DriverException.class)
                .isThrownBy(() -> ImageReference.check(reference))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(DriverErrorCode.SOURCE_INVALID))
                .satisfies(refusal -> assertThat(refusal.safeMessage()).hasSizeLessThan(300));
    }
}
