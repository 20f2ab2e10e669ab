/*
 * Counts, so that whoever reads the output can tell whether a number is missing, doubled, or from another process.
 *
 *   counter            a line each 100 ms: a random word chosen at the start, and 1, 2, 3 …
 *   counter 5ms        another pause, in ms or s
 *   counter 5ms 1000   ends after so many lines
 *   counter 0s 2000000 as fast as it can, in pieces of 64 KiB
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#ifndef __wasi__
#include <signal.h>
#endif

static void usage(void) {
    fprintf(stderr, "usage: counter [PAUSE [LINES]], for example: counter 100ms 50\n");
    exit(2);
}

static double seconds(const char *text) {
    char *unit;
    double number = strtod(text, &unit);
    if (unit == text || number < 0 || number > 3600) {
        usage();
    }
    if (strcmp(unit, "ms") == 0) {
        return number / 1000;
    }
    if (strcmp(unit, "s") != 0) {
        usage();
    }
    return number;
}

#ifndef __wasi__
static void stopped(int signal) {
    _exit(128 + signal);
}
#endif

int main(int argc, char **argv) {
    double pause = argc > 1 ? seconds(argv[1]) : 0.1;
    long lines = argc > 2 ? atol(argv[2]) : -1;
    uint64_t word;
#ifndef __wasi__
    signal(SIGTERM, stopped); /* process 1 of a container ignores what it does not handle */
#endif
    if (argc > 3 || lines == 0 || getentropy(&word, sizeof word) != 0) {
        usage();
    }
    if (pause == 0) {
        setvbuf(stdout, NULL, _IOFBF, 1 << 16);
    }
    struct timespec rest = {(time_t) pause, (long) ((pause - (double) (time_t) pause) * 1e9)};
    for (long number = 1; lines < 0 || number <= lines; number++) {
        printf("%016llx %ld\n", (unsigned long long) word, number);
        if (pause > 0) {
            fflush(stdout);
            nanosleep(&rest, NULL);
        }
    }
    return fflush(stdout) == 0 ? 0 : 1;
}
