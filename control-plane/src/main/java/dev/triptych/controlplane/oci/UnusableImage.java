package dev.triptych.controlplane.oci;

/** An image or archive that is not what it should be; the message says what is wrong and is safe to show. */
public final class UnusableImage extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnusableImage(String message) {
        super(message);
    }

    /** What is wrong, fit to be shown. */
    public String safeMessage() {
        return String.valueOf(getMessage());
    }

    UnusableImage(String message, Throwable cause) {
        super(message, cause);
    }
}
