package dev.triptych.systemtests.bench;

import dev.triptych.systemtests.Http;
import java.io.IOException;
import java.io.PrintStream;

/** One comparison. */
interface Row {
    /** The word that selects it on the command line. */
    String name();

    String title();

    /** How many interleaved pairs, or repetitions, make a figure worth showing. */
    int usualPairs();

    void run(Http http, int pairs, PrintStream out) throws IOException;
}
