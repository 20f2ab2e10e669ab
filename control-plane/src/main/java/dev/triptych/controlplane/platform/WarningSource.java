package dev.triptych.controlplane.platform;

import org.jspecify.annotations.Nullable;

/**
 * Knows of conditions that an operator should be told. A source says of each condition whether it holds or is over; of one
 * that it cannot judge yet it says nothing, and then nothing changes.
 */
public interface WarningSource {

    /** Tells what holds and what does not. Quick: it asks no backend. */
    void tell(Findings findings);

    /** Takes what a source says. */
    interface Findings {
        /** The condition holds now. */
        void holds(Finding finding);

        /** The condition does not hold, or not any more. */
        void over(WarningCode code, String subject);

        /** One or the other. */
        default void found(boolean holds, Finding finding) {
            if (holds) {
                holds(finding);
            } else {
                over(finding.code(), finding.subject());
            }
        }
    }

    /**
     * A condition.
     *
     * @param subject what it is about, a lower-case word; with the code it tells conditions apart
     * @param message what is the matter, in a sentence
     * @param remedy what helps, in a sentence; null when there is nothing to do
     */
    record Finding(
            WarningCode code,
            String subject,
            Severity severity,
            String message,
            @Nullable String remedy) {}

    /** How much it matters. */
    enum Severity {
        /** Slower or less than it could be. */
        NOTICE,
        /** It will get worse. */
        WARNING,
        /** Something does not work. */
        ERROR
    }
}
