package dev.triptych.controlplane.access;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/** What the audit says of a call beyond its address. */
public final class AuditDetail {
    private static final String ATTRIBUTE = AuditDetail.class.getName();
    private static final int MOST = 1000;

    private AuditDetail() {}

    /** Goes into the audit with the call; cut to 1000 characters, with control characters shown as one sign. */
    public static void set(HttpServletRequest request, String text) {
        String shown = text.replaceAll("\\p{Cntrl}", "\uFFFD");
        request.setAttribute(ATTRIBUTE, shown.length() <= MOST ? shown : shown.substring(0, MOST - 1) + "…");
    }

    static @Nullable String of(HttpServletRequest request) {
        return (String) request.getAttribute(ATTRIBUTE);
    }
}
