package dev.triptych.firewall;

import dev.triptych.spi.InstallationId;
import dev.triptych.spi.WorkloadKey;

/**
 * Whose rules they are: each rule for one guest says it in a comment, so that several may share the chains.
 *
 * @param kind a word for those who look after one kind of guest in an installation
 */
record Owner(InstallationId installation, String kind) {
    private static final String MARK = "triptych:";

    String comment(WorkloadKey key) {
        return prefix() + key;
    }

    private String prefix() {
        return MARK + installation + ":" + kind + ":";
    }

    boolean owns(String line) {
        return line.contains(prefix());
    }

    /** Whether a line is a rule for one guest, of anyone. */
    static boolean marked(String line) {
        return line.contains("--comment \"" + MARK) || line.contains("--comment " + MARK);
    }
}
