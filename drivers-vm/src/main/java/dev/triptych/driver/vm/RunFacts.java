package dev.triptych.driver.vm;

import dev.triptych.spi.Moment;
import dev.triptych.spi.Usage;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a machine's current or last run.
 *
 * @param start null when it was never started
 * @param stoppedAt when somebody asked this driver to stop it; null when nobody did
 * @param end null while it runs, and as long as nobody looked after it ended
 * @param usage the figures of the whole run; null until it ended
 */
record RunFacts(
        @Nullable Start start,
        @Nullable Moment stoppedAt,
        @Nullable End end,
        @Nullable Usage usage) {

    static final RunFacts NONE = new RunFacts(null, null, null, null);

    /**
     * One start.
     *
     * @param process the QEMU process; null until it is known
     */
    record Start(String incarnation, Moment at, @Nullable QemuProcess process) {}

    /** How the run ended. */
    sealed interface End {
        Moment at();

        /** The program ended by itself or by a signal, and the guest's init told so. */
        record ProgramEnded(boolean signalled, int value, boolean outOfMemory, Moment at) implements End {}

        /** The guest's init could not start the program. */
        record InitFailed(String detail, Moment at) implements End {}

        /** The backend could not start the machine. */
        record NotStarted(String detail, Moment at) implements End {}

        /** The machine went without a word from inside. */
        record MachineEnded(boolean crashed, String detail, Moment at) implements End {}
    }
}
