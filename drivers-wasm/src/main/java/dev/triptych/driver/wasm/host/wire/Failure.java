package dev.triptych.driver.wasm.host.wire;

import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import org.jspecify.annotations.Nullable;

/** A {@link DriverException} on its way. */
public record Failure(DriverErrorCode code, String message, String detail) {
    public static Failure of(DriverException e) {
        return new Failure(e.code(), e.safeMessage(), e.internalDetail());
    }

    /** The same failure on this side. */
    public DriverException exception() {
        return new DriverException(code, message, detail, null);
    }

    /**
     * The end of a followed log.
     *
     * @param cause null when everything was delivered
     */
    public record End(@Nullable Failure cause) {}

    /** A gap in a followed log. */
    public record Gap(@Nullable Long lostBytes, String reason) {}

    /** What a call answers that answers nothing, or a sentence that may be missing. */
    public record Said(@Nullable String sentence) {
        public static final Said NOTHING = new Said(null);
    }
}
