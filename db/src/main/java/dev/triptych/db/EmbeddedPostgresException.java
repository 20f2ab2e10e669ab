package dev.triptych.db;

import org.jspecify.annotations.Nullable;

/** The embedded server cannot be used; the message says why and what to do. */
public final class EmbeddedPostgresException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    EmbeddedPostgresException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
