package dev.triptych.driver.container;

import com.github.dockerjava.api.exception.DockerException;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Failure of a request → {@link DriverException}, by status and by the words the Engine is known to use. */
final class EngineErrorMapper {
    /** Possessive, since the words may be a registry's: what may be given back again takes stack for each character. */
    private static final Pattern JSON_MESSAGE =
            Pattern.compile("\"message\"\\s*+:\\s*+\"((?:[^\"\\\\]++|\\\\.)*+)\"", Pattern.DOTALL);

    private static final Pattern BIND = Pattern.compile("(?:Bind for|listen (?:tcp|udp)[46]?) (\\S+?:\\d+)");
    private static final Pattern PATH = Pattern.compile("/(?:var|run|etc|home|root|sys|proc|tmp|opt|mnt)/\\S+");

    private record Phrase(String words, DriverErrorCode code, String message) {}

    private static final List<Phrase> PHRASES = List.of(
            new Phrase(
                    "no space left on device",
                    DriverErrorCode.STORAGE_FULL,
                    "The Docker Engine has no space left on its disk. Free some, for example with \"docker system df\"."),
            new Phrase(
                    "cannot allocate memory",
                    DriverErrorCode.CAPACITY_EXCEEDED,
                    "The host has not enough memory left to start the container."),
            new Phrase(
                    "bind source path does not exist",
                    DriverErrorCode.INVALID_SPEC,
                    "A directory to be mounted does not exist."),
            new Phrase(
                    "no such image",
                    DriverErrorCode.SOURCE_NOT_FOUND,
                    "The image is not on this host any more. Load or import it again."),
            new Phrase(
                    "unknown runtime specified",
                    DriverErrorCode.NOT_SUPPORTED,
                    "Docker has not the runtime that container.runtime names. GET /host lists those it has; others are"
                            + " registered in its daemon.json."),
            new Phrase(
                    "does not match the specified platform",
                    DriverErrorCode.NOT_SUPPORTED,
                    "The image is made for another platform than container.platform asks for."),
            new Phrase("is not running", DriverErrorCode.WORKLOAD_NOT_RUNNING, "Nothing of it runs. Start it first."),
            new Phrase(
                    "no such container", DriverErrorCode.WORKLOAD_ABSENT, "There is no container of this workload."));

    private EngineErrorMapper() {}

    static DriverException toDriverException(String what, @Nullable Throwable failure) {
        if (failure instanceof DriverException already) {
            return already;
        }
        Optional<DockerException> answer = find(failure, DockerException.class);
        if (answer.isPresent()) {
            return answered(what, answer.get());
        }
        Optional<IOException> io = find(failure, IOException.class);
        return io.isPresent() ? unreachable(what, io.get()) : defect(what, failure);
    }

    /** The message inside the Engine's JSON answer, or the answer itself when it is something else. */
    static String messageOf(Throwable answer) {
        String body = String.valueOf(answer.getMessage());
        Matcher matcher = JSON_MESSAGE.matcher(body);
        return matcher.find()
                ? matcher.group(1).replace("\\\"", "\"").replace("\\n", "\n").replace("\\\\", "\\")
                : body;
    }

    /** Whether the connection broke before an answer came, so that asking again is safe for an idempotent request. */
    static boolean isStaleConnection(Throwable failure) {
        return find(failure, DockerException.class).isEmpty()
                && find(failure, IOException.class)
                        .filter(EngineErrorMapper::brokeBeforeAnAnswer)
                        .isPresent();
    }

    private static boolean brokeBeforeAnAnswer(IOException failure) {
        return words(failure).contains("broken pipe")
                || failure.getClass().getSimpleName().equals("NoHttpResponseException");
    }

    private static DriverException answered(String what, DockerException answer) {
        String message = messageOf(answer);
        String lower = message.toLowerCase(Locale.ROOT);
        if (lower.contains("port is already allocated") || lower.contains("address already in use")) {
            return portTaken(message, answer);
        }
        for (Phrase phrase : PHRASES) {
            if (lower.contains(phrase.words())) {
                return new DriverException(phrase.code(), phrase.message(), message, answer);
            }
        }
        return new DriverException(
                answer.getHttpStatus() == 400 ? DriverErrorCode.INVALID_SPEC : DriverErrorCode.BACKEND_REFUSED,
                "The Docker Engine refused to " + what + ": " + safe(message),
                message,
                answer);
    }

    private static DriverException portTaken(String message, DockerException answer) {
        Matcher address = BIND.matcher(message);
        String which = address.find() ? address.group(1) : "One of the published ports";
        return new DriverException(
                DriverErrorCode.PORT_TAKEN,
                which + " is taken on this host. Choose another port, or 0 for a free one.",
                message,
                answer);
    }

    private static DriverException unreachable(String what, IOException failure) {
        String words = words(failure);
        String why = words.contains("permission denied") || words.contains("accessdenied")
                ? "Its socket may not be used by this user; add the user to the group \"docker\"."
                : "Look whether dockerd runs.";
        return new DriverException(
                DriverErrorCode.BACKEND_UNAVAILABLE,
                "The Docker Engine cannot be reached to " + what + ". " + why,
                failure.toString(),
                failure);
    }

    private static DriverException defect(String what, @Nullable Throwable failure) {
        return new DriverException(
                DriverErrorCode.DEFECT,
                "The container driver failed to " + what + "; its log says more.",
                String.valueOf(failure),
                failure);
    }

    private static String words(IOException failure) {
        return (failure.getClass().getSimpleName() + " " + failure.getMessage()).toLowerCase(Locale.ROOT);
    }

    /** One line without paths of the host. */
    static String safe(String message) {
        String line = PATH.matcher(message.replaceAll("[\\s\\p{Cntrl}]+", " "))
                .replaceAll("…")
                .strip();
        return line.length() > 300 ? line.substring(0, 300) + "…" : line;
    }

    private static <E extends Throwable> Optional<E> find(@Nullable Throwable failure, Class<E> type) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (type.isInstance(at)) {
                return Optional.of(type.cast(at));
            }
        }
        return Optional.empty();
    }
}
