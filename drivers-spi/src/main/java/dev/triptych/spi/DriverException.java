package dev.triptych.spi;

import org.jspecify.annotations.Nullable;

/** The one exception drivers throw. */
public final class DriverException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final DriverErrorCode code;
    private final String internalDetail;

    /** A failure whose message says all. */
    public DriverException(DriverErrorCode code, String safeMessage) {
        this(code, safeMessage, "", null);
    }

    /**
     * A failure with a part that only the log may hold.
     *
     * @param safeMessage what happened and what to do, fit for the user: no secret, no path or address of the host that
     *     the user did not give
     * @param internalDetail for the log alone; may be empty
     */
    public DriverException(DriverErrorCode code, String safeMessage, String internalDetail, @Nullable Throwable cause) {
        super(safeMessage, cause);
        this.code = code;
        this.internalDetail = internalDetail;
    }

    public DriverErrorCode code() {
        return code;
    }

    public boolean retryable() {
        return code.retryable();
    }

    public String safeMessage() {
        return String.valueOf(getMessage());
    }

    public String internalDetail() {
        return internalDetail;
    }
}
