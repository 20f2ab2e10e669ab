package dev.triptych.controlplane.access;

import java.util.Locale;

/** What a caller may do. Each role may do what those before it may. */
public enum Role {
    /** Looks. */
    VIEWER,
    /** Also runs workloads. */
    OPERATOR,
    /** Also manages tokens. */
    ADMIN;

    /** Whether this role is enough where {@code needed} is asked for. */
    public boolean covers(Role needed) {
        return compareTo(needed) >= 0;
    }

    /** The word that the API uses. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
