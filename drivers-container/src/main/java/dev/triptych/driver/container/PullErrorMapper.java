package dev.triptych.driver.container;

import com.github.dockerjava.api.exception.DockerException;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.ImagePulling.Login;
import dev.triptych.spi.ImagePulling.Wanted;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the Engine says of a pull that failed → {@link DriverException}, by the words that it and registries are known to use.
 * Part of these words are the registry's, which knows the password by then: they are never passed on with it.
 */
final class PullErrorMapper {
    private static final List<String> DENIED =
            List.of("unauthorized", "no basic auth credentials", "access denied", "denied:", "authentication required");
    private static final List<String> ABSENT =
            List.of("manifest unknown", "name unknown", "not found", "repository does not exist");
    private static final List<String> UNREACHABLE = List.of(
            "connection refused",
            "no such host",
            "i/o timeout",
            "client.timeout exceeded",
            "context deadline exceeded",
            "tls handshake",
            "x509:",
            "server gave http response to https client",
            "connection reset",
            "network is unreachable",
            "no route to host",
            "unexpected eof",
            ": eof");

    private PullErrorMapper() {}

    /** The same failure unless the Engine answered one, with its words. */
    static DriverException of(DriverException failure, Wanted wanted) {
        return failure.getCause() instanceof DockerException answer
                ? of(EngineErrorMapper.messageOf(answer), wanted)
                : failure;
    }

    static DriverException of(String said, Wanted wanted) {
        String words = without(wanted.login(), said);
        String lower = words.toLowerCase(Locale.ROOT);
        String registry = registry(wanted);
        if (lower.contains("no space left on device")) {
            return failure(
                    DriverErrorCode.STORAGE_FULL,
                    "The Docker Engine has no space left on its disk for the image. Free some, for example with"
                            + " POST /images/gc.",
                    words);
        }
        if (lower.contains("no matching manifest") || lower.contains("does not match the specified platform")) {
            return otherPlatform(wanted, words);
        }
        if (says(DENIED, lower)) {
            return failure(
                    DriverErrorCode.REGISTRY_REFUSED,
                    wanted.login() == null
                            ? "The registry " + registry + " wants credentials for \"" + wanted.reference()
                                    + "\", or has no such image. Give credentials."
                            : "The registry " + registry + " refuses the credentials of "
                                    + wanted.login().username() + " for \"" + wanted.reference()
                                    + "\". Look at user name and secret, and at what that user may read.",
                    words);
        }
        if (says(ABSENT, lower)) {
            return failure(
                    DriverErrorCode.SOURCE_NOT_FOUND,
                    "The registry " + registry + " has no image \"" + wanted.reference()
                            + "\". Look at its name and version.",
                    words);
        }
        if (says(UNREACHABLE, lower)) {
            return failure(
                    DriverErrorCode.REGISTRY_UNREACHABLE,
                    "The Docker Engine cannot talk to the registry " + registry + ": " + EngineErrorMapper.safe(words),
                    words);
        }
        return failure(
                DriverErrorCode.BACKEND_REFUSED,
                "The Docker Engine could not pull \"" + wanted.reference() + "\": " + EngineErrorMapper.safe(words),
                words);
    }

    static DriverException otherPlatform(Wanted wanted, String words) {
        return failure(
                DriverErrorCode.NOT_SUPPORTED,
                "\"" + wanted.reference() + "\" is not made for "
                        + (wanted.platform() == null ? "this host's platform" : wanted.platform())
                        + ". Ask for another version, or for another platform.",
                words);
    }

    private static boolean says(List<String> phrases, String lower) {
        return phrases.stream().anyMatch(lower::contains);
    }

    static String registry(Wanted wanted) {
        return wanted.repository().substring(0, wanted.repository().indexOf('/'));
    }

    private static String without(@Nullable Login login, String words) {
        if (login == null || login.password().isEmpty()) {
            return words;
        }
        String pair = login.username() + ":" + login.password();
        String basic = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
        return words.replace(basic, "…").replace(login.password(), "…");
    }

    private static DriverException failure(DriverErrorCode code, String message, String words) {
        return new DriverException(code, message, words, null);
    }
}
