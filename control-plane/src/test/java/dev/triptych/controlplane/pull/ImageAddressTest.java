package dev.triptych.controlplane.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException.Unprocessable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which registry a reference means, and that nobody can read another one in it. */
class ImageAddressTest {
    private static final String DIGEST = "sha256:" + "0123456789abcdef".repeat(4);

    @ParameterizedTest
    @CsvSource({
        "registry.example.org/team/app:1, registry.example.org, registry.example.org/team/app:1",
        "registry.example.org:5000/app, registry.example.org:5000, registry.example.org:5000/app:latest",
        "localhost/app:1, localhost, localhost/app:1",
        "registry:5000/app:1, registry:5000, registry:5000/app:1",
        "alpine, docker.io, docker.io/library/alpine:latest",
        "team/app:2, docker.io, docker.io/team/app:2",
        "docker.io/alpine:3, docker.io, docker.io/library/alpine:3",
        "index.docker.io/alpine:3, docker.io, docker.io/library/alpine:3",
        "[::1]:5000/app:1, [::1]:5000, [::1]:5000/app:1"
    })
    void aReferenceIsCompletedAsDockerDoes(String written, String registry, String full) {
        ImageAddress address = ImageAddress.parse(written);
        assertThat(address.registry()).isEqualTo(registry);
        assertThat(address.reference()).isEqualTo(full);
    }

    @Test
    void aDigestIsTheVersionAlsoBesideATag() {
        assertThat(ImageAddress.parse("r.example/app:1@" + DIGEST).reference()).isEqualTo("r.example/app@" + DIGEST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "Registry.example/app",
                "Team/app",
                "registry.example/",
                "registry.example//app",
                "registry.example/../app",
                "registry.example/app:",
                "registry.example/app@sha256:12",
                "registry.example/app?tag=1",
                "registry.example/app tag",
                "user:pass@registry.example/app",
                "http://registry.example/app",
                "registry.example#other.example/app",
                "127.0.0.1%2f/app",
                "registry.example\n/app",
                "registry.example./app",
                "régistry.example/app"
            })
    void whatIsNoReferenceIsRefused(String written) {
        assertThatThrownBy(() -> ImageAddress.parse(written))
                .isInstanceOfSatisfying(
                        Unprocessable.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.SOURCE_INVALID));
    }
}
