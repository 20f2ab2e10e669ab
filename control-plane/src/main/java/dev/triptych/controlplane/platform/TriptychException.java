package dev.triptych.controlplane.platform;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A refusal that the caller is told about. The message is safe for the caller and says what to do; what is not goes to
 * the log with the cause.
 */
public abstract sealed class TriptychException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final transient List<Violation> violations;

    private TriptychException(ErrorCode code, String message, List<Violation> violations, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.violations = List.copyOf(violations);
    }

    public ErrorCode code() {
        return code;
    }

    public String safeMessage() {
        return String.valueOf(getMessage());
    }

    /** The offending fields; empty when the refusal is not about fields. */
    public List<Violation> violations() {
        return violations;
    }

    /** The request itself is wrong; the same one can never succeed. */
    public static final class InvalidRequest extends TriptychException {
        private static final long serialVersionUID = 1L;

        public InvalidRequest(ErrorCode code, String message, List<Violation> violations) {
            super(code, message, violations, null);
        }

        /** A refusal with {@link ErrorCode#VALIDATION_FAILED} for at least one field. */
        public static InvalidRequest of(List<Violation> violations) {
            Violation first = violations.getFirst();
            String others = violations.size() == 1 ? "" : " (and " + (violations.size() - 1) + " more)";
            return new InvalidRequest(
                    ErrorCode.VALIDATION_FAILED, first.field() + ": " + first.message() + others, violations);
        }

        public static InvalidRequest of(String field, String message) {
            return of(List.of(new Violation(field, message)));
        }
    }

    /** What the request names does not exist. */
    public static final class NotFound extends TriptychException {
        private static final long serialVersionUID = 1L;

        public NotFound(ErrorCode code, String message) {
            super(code, message, List.of(), null);
        }
    }

    /** The request contradicts the present state; it may succeed later or after another command. */
    public static final class Conflict extends TriptychException {
        private static final long serialVersionUID = 1L;

        public Conflict(ErrorCode code, String message) {
            super(code, message, List.of(), null);
        }
    }

    /** The caller did not see the latest state: If-Match is missing or does not hold. */
    public static final class LostRace extends TriptychException {
        private static final long serialVersionUID = 1L;

        public LostRace(ErrorCode code, String message) {
            super(code, message, List.of(), null);
        }
    }

    /** The request is well formed and asks for what cannot be done with it. */
    public static final class Unprocessable extends TriptychException {
        private static final long serialVersionUID = 1L;

        public Unprocessable(ErrorCode code, String message) {
            this(code, message, List.of());
        }

        public Unprocessable(ErrorCode code, String message, List<Violation> violations) {
            super(code, message, violations, null);
        }
    }

    /** The caller may not do this, or is not known. */
    public static final class Denied extends TriptychException {
        private static final long serialVersionUID = 1L;

        public Denied(ErrorCode code, String message) {
            super(code, message, List.of(), null);
        }
    }

    /** A bound of the service or of the host is reached. */
    public static final class LimitReached extends TriptychException {
        private static final long serialVersionUID = 1L;

        public LimitReached(ErrorCode code, String message) {
            super(code, message, List.of(), null);
        }
    }

    /** What the service stands on does not do its part now. */
    public static final class Unavailable extends TriptychException {
        private static final long serialVersionUID = 1L;

        public Unavailable(ErrorCode code, String message, @Nullable Throwable cause) {
            super(code, message, List.of(), cause);
        }
    }
}
