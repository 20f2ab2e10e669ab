package dev.triptych.controlplane.migration;

import dev.triptych.controlplane.migration.Migration.State;
import dev.triptych.controlplane.migration.Migration.View;
import dev.triptych.gateway.client.GatewayUnavailable;

/**
 * What is done in one state. It is called again and again, each time for a moment only, and goes by what is on record: a call
 * that a crash cut short is made again and does no harm.
 */
interface Work {
    State state();

    /**
     * Does what is to be done now.
     *
     * @throws GatewayUnavailable when the gateway cannot be told now; it is tried again
     */
    Progress go(View view) throws GatewayUnavailable, InterruptedException;

    /** Looks whether all is well while it waits at a gate. */
    default Progress guard(View view) throws GatewayUnavailable {
        return Progress.stays(view, "");
    }

    /** Ends what goes on beside the calls, whatever it is left for. */
    default void leave(View view) {}

    /**
     * How far it is.
     *
     * @param message where it is, or why it broke; one sentence
     */
    record Progress(Kind kind, Evidence evidence, Mark mark, String message) {
        enum Kind {
            STAYS,
            PASSED,
            BROKEN
        }

        static Progress stays(View view, String message) {
            return stays(view.current().evidence(), view.current().mark(), message);
        }

        static Progress stays(Evidence evidence, Mark mark, String message) {
            return new Progress(Kind.STAYS, evidence, mark, message);
        }

        static Progress passed(View view, Evidence evidence) {
            return new Progress(Kind.PASSED, evidence, view.current().mark(), "");
        }

        static Progress broken(View view, Evidence evidence, String why) {
            return new Progress(Kind.BROKEN, evidence, view.current().mark(), why);
        }
    }
}
