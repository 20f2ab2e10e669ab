package dev.triptych.firewall;

/** The rules cannot be put into the kernel. */
final class FilterException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String remedy;
    private final String detail;

    FilterException(String reason, String remedy, String detail) {
        super(reason);
        this.remedy = remedy;
        this.detail = detail;
    }

    String reason() {
        return String.valueOf(getMessage());
    }

    String remedy() {
        return remedy;
    }

    /** For the log alone. */
    String detail() {
        return detail;
    }
}
