package dev.triptych.driver.wasm.wasi;

import dev.triptych.spi.ExitReason;

/**
 * Unwinds a guest from inside a host function. Carries no stack: every program that ends by {@code proc_exit} throws one.
 */
public abstract sealed class GuestEnd extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private GuestEnd(String message) {
        super(message, null, false, false);
    }

    /** The guest called {@code proc_exit}. */
    public static final class Exited extends GuestEnd {
        private static final long serialVersionUID = 1L;
        private final int code;

        public Exited(int code) {
            super("exit");
            this.code = code;
        }

        public int code() {
            return code;
        }
    }

    /** The host wanted the guest to end, and it was waiting in a host function. */
    public static final class Interrupted extends GuestEnd {
        private static final long serialVersionUID = 1L;

        public Interrupted() {
            super("interrupted");
        }
    }

    /** The guest reached a limit. */
    public static final class LimitReached extends GuestEnd {
        private static final long serialVersionUID = 1L;
        private final ExitReason reason;

        public LimitReached(ExitReason reason, String detail) {
            super(detail);
            this.reason = reason;
        }

        public ExitReason reason() {
            return reason;
        }
    }
}
