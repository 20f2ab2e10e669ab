package dev.triptych.controlplane.oci;

/** An image or archive that is not what it should be; the message says what is wrong and is safe to show. */
public final class UnusableImage extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean elsewhere;

    UnusableImage(String message) {
        super(message);
        elsewhere = false;
    }

    private UnusableImage(String message, boolean elsewhere) {
        super(message);
        this.elsewhere = elsewhere;
    }

    /** One that is sound and for another platform. */
    static UnusableImage forAnotherPlatform(String message) {
        return new UnusableImage(message, true);
    }

    /** Whether it is sound, and only for another platform. */
    public boolean isForAnotherPlatform() {
        return elsewhere;
    }

    /** What is wrong, fit to be shown. */
    public String safeMessage() {
        return String.valueOf(getMessage());
    }

    UnusableImage(String message, Throwable cause) {
        super(message, cause);
        elsewhere = false;
    }
}
