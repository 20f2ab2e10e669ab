package dev.triptych.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** One image is a container or a machine by its description's {@code kind} alone. */
@SystemTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SameImageIT {
    /** All that an image says about running it: entry point, environment, working directory, user and group. */
    private static final String DOCKERFILE = "FROM " + TestImages.SERVERS + "\nENV MODE=tested\nWORKDIR /srv/www\n"
            + "COPY script.py .\nUSER 65534:65534\nENTRYPOINT [\"/usr/bin/env\", \"ENTERED=yes\"]\n";

    private static final String SHELL = "echo $MODE $ENTERED $GREETING $(id -u) $(id -g) $(pwd) $((999 * 500));"
            + " tr a-z A-Z; touch /tmp/mine && ! touch /srv/www/other 2>/dev/null && exit 4";

    @SuppressWarnings("NullAway.Init")
    private TestImages images;

    @SuppressWarnings("NullAway.Init")
    private String system;

    @BeforeAll
    void build() {
        images = new TestImages("same");
        system = images.build("system", DOCKERFILE, Path.of("../samples/script.py"));
    }

    @AfterAll
    void remove() {
        images.close();
    }

    static Stream<Arguments> programs() {
        return Stream.of(
                Arguments.of(
                        "a shell",
                        null,
                        List.of("sh", "-c", SHELL),
                        4,
                        "tested yes Hi there 65534 65534 /srv/www 499500\nSPOKEN\n"),
                Arguments.of(
                        "CPython with the script of the samples",
                        null,
                        List.of("python3", "script.py", "10000"),
                        0,
                        "Hi there from Python 3\n1229 primes below 10000\nbeside me: cgi-bin, index.html, script.py\n"),
                Arguments.of(
                        "a static program alone",
                        "triptych/greeter:1",
                        List.of("--exit", "3", "Ada"),
                        3,
                        "Hi there, Ada!\nspoken\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("programs")
    void itRunsAlikeInBoth(
            String what, @Nullable String image, List<String> args, int code, String expected, Http http) {
        for (String kind : List.of("container", "vm")) {
            Map<String, Object> description = new LinkedHashMap<>();
            description.put("name", "alike");
            description.put("kind", kind);
            description.put("lifecycle", "job");
            description.put("source", Map.of("image", image == null ? system : image));
            description.put("args", args);
            description.put("env", Map.of("GREETING", "Hi there"));
            description.put("stdin", "spoken\n");
            JsonNode run = Workloads.run(http, description).path("status").path("currentRun");
            String out = http.get(Workloads.PATH + "/alike/logs?stream=stdout")
                    .expect(200)
                    .text();
            assertThat(run.path("exitCode").asInt(-1))
                    .as("%s as %s: %s", what, kind, run)
                    .isEqualTo(code);
            assertThat(out.replaceFirst("Python 3\\.\\d+", "Python 3"))
                    .as("%s as %s", what, kind)
                    .isEqualTo(expected);
            Workloads.delete(http, "alike");
        }
    }
}
