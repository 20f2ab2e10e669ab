package dev.triptych.driver.container;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.exception.InternalServerErrorException;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.ImagePulling.Login;
import dev.triptych.spi.ImagePulling.Wanted;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The words of Engines and registries; those of 20.10 and of docker.io were written down as they came. */
class PullErrorMapperTest {
    private static final Wanted ANONYMOUS = new Wanted("registry.example:5000/team/app", "1", null, null);
    private static final Wanted ROBOT =
            new Wanted("registry.example:5000/team/app", "1", null, new Login("robot", "pass-word"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Head \"http://r/v2/team/app/manifests/1\": no basic auth credentials | REGISTRY_REFUSED",
                "unauthorized: authentication required | REGISTRY_REFUSED",
                "pull access denied for team/app, repository does not exist or may require 'docker login': denied: requested"
                        + " access to the resource is denied | REGISTRY_REFUSED",
                "manifest for r/team/app:1 not found: manifest unknown: manifest unknown | SOURCE_NOT_FOUND",
                "no matching manifest for linux/arm64 in the manifest list entries | NOT_SUPPORTED",
                "Get \"http://r/v2/\": dial tcp 127.0.0.1:7999: connect: connection refused | REGISTRY_UNREACHABLE",
                "Get \"https://r/v2/\": dial tcp: lookup r: no such host | REGISTRY_UNREACHABLE",
                "Get \"https://r/v2/\": http: server gave HTTP response to HTTPS client | REGISTRY_UNREACHABLE",
                "Get \"https://r/v2/\": x509: certificate signed by unknown authority | REGISTRY_UNREACHABLE",
                "write /var/lib/docker/tmp/x: no space left on device | STORAGE_FULL",
                "toomanyrequests: You have reached your pull rate limit | BACKEND_REFUSED"
            })
    void whatTheEngineSaysHasACode(String words, DriverErrorCode code) {
        DriverException failure = PullErrorMapper.of(words, ANONYMOUS);
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.internalDetail()).isEqualTo(words);
    }

    @Test
    void whoWasRefusedIsNamed() {
        String words = "unauthorized: authentication required";
        assertThat(PullErrorMapper.of(words, ANONYMOUS).safeMessage())
                .contains("registry.example:5000", "Give credentials");
        assertThat(PullErrorMapper.of(words, ROBOT).safeMessage()).contains("registry.example:5000", "robot");
    }

    @Test
    void aRegistryThatSaysThePasswordDoesNotSpreadIt() {
        String basic = Base64.getEncoder().encodeToString("robot:pass-word".getBytes(StandardCharsets.UTF_8));
        var answer = new InternalServerErrorException("{\"message\":\"you said pass-word, Basic " + basic + "\"}");
        var refused = new DriverException(DriverErrorCode.BACKEND_REFUSED, "pass-word", "pass-word", answer);
        DriverException failure = PullErrorMapper.of(refused, ROBOT);
        assertThat(failure.safeMessage() + failure.internalDetail())
                .doesNotContain("pass-word")
                .doesNotContain(basic);
        assertThat(failure).hasNoCause();
        assertThat(ROBOT.toString()).doesNotContain("pass-word");
    }
}
