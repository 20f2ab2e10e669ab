package dev.triptych.driver.vm;

/**
 * One message of the guest's init (src/main/c/channel.c).
 *
 * @param next the place after it
 */
@SuppressWarnings("ArrayRecordComponent") // passed on once, never compared
record Frame(Type type, byte[] content, LogPosition next) {

    /** The letters are init's. */
    enum Type {
        /** Holds the machine's secret: here a reader can begin. */
        MARK('M'),
        /** The program runs. */
        STARTED('S'),
        OUT('O'),
        ERR('E'),
        /** Signalled or not, code or signal, out of memory or not: one byte each. */
        EXIT('X'),
        /** Init could not start the program; a text says why. */
        FAILED('F');

        private final int letter;

        Type(int letter) {
            this.letter = letter;
        }

        int letter() {
            return letter;
        }
    }
}
