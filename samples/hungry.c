/*
 * A known load, to check limits and figures with.
 *
 *   hungry                              allocates and touches memory, a MiB at a time, until it is stopped or refused
 *   hungry --touch 128MiB --hold 60s    touches exactly that much, then holds it that long
 *   hungry --burn 2.0s                  uses that much CPU time
 *
 * The parts run in the order touch, burn, hold. Each says on standard output when it is done, so the first line means
 * "the load is there". Exit code 3: memory was refused.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#ifdef __wasi__
#include <wasi/api.h>
#else
#include <signal.h>
#endif

#define MIB ((size_t) 1 << 20)
#define REFUSED 3

static volatile uint64_t sink; /* keeps the compiler from dropping the work */

static void say(const char *text) {
    fputs(text, stdout);
    fflush(stdout);
}

static double wall_seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double) now.tv_sec + (double) now.tv_nsec / 1e9;
}

/* CPU time of this process, or -1 where the runtime has no such clock. */
static double cpu_seconds(void) {
#ifdef __wasi__
    __wasi_timestamp_t now;
    if (__wasi_clock_time_get(__WASI_CLOCKID_PROCESS_CPUTIME_ID, 1, &now) != __WASI_ERRNO_SUCCESS) {
        return -1;
    }
    return (double) now / 1e9;
#else
    struct timespec now;
    if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now) != 0) {
        return -1;
    }
    return (double) now.tv_sec + (double) now.tv_nsec / 1e9;
#endif
}

static char *take(size_t bytes, size_t already) {
    char *memory = malloc(bytes);
    if (memory == NULL) {
        fprintf(stderr, "hungry: refused after %zu MiB\n", already / MIB);
        exit(REFUSED);
    }
    /* Not one constant, and not zero: neither the kernel nor a host may merge or skip the pages. */
    for (size_t i = 0; i < bytes; i += sizeof(uint64_t)) {
        uint64_t value = (already + i) * UINT64_C(0x9E3779B97F4A7C15) + 1;
        memcpy(memory + i, &value, sizeof value);
    }
    sink += (uint64_t) (uintptr_t) memory + (unsigned char) memory[bytes - 1];
    return memory;
}

static void touch(size_t bytes) {
    char line[80];
    take(bytes, 0);
    snprintf(line, sizeof line, "touched %zu bytes\n", bytes);
    say(line);
}

static void burn(double seconds) {
    char line[80];
    double (*clock)(void) = cpu_seconds;
    if (cpu_seconds() < 0) {
        fprintf(stderr, "hungry: no CPU clock here, the burn is measured by the wall clock\n");
        clock = wall_seconds;
    }
    double start = clock();
    while (clock() - start < seconds) {
        uint64_t x = sink | 1;
        for (int i = 0; i < 100000; i++) {
            x = x * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        }
        sink = x;
    }
    snprintf(line, sizeof line, "burned %.3f s\n", seconds);
    say(line);
}

static void hold(double seconds) {
    struct timespec left = {(time_t) seconds, (long) ((seconds - (double) (time_t) seconds) * 1e9)};
    nanosleep(&left, NULL);
    say("held\n");
}

static void eat_until_stopped(void) {
    char line[80];
    for (size_t eaten = 0;;) {
        take(MIB, eaten);
        eaten += MIB;
        if (eaten % (16 * MIB) == 0) {
            snprintf(line, sizeof line, "allocated %zu MiB\n", eaten / MIB);
            say(line);
        }
    }
}

static void usage(const char *wrong) {
    fprintf(stderr, "hungry: cannot read \"%s\"\nusage: hungry [--touch SIZE] [--burn DURATION] [--hold DURATION]\n", wrong);
    exit(2);
}

/* A number followed by exactly one of the units, in units of the first one. */
static double quantity(const char *text, const char *const units[], const double factors[]) {
    char *unit;
    double number = strtod(text, &unit);
    if (unit != text && number >= 0 && number < 1e12) {
        for (int i = 0; units[i] != NULL; i++) {
            if (strcmp(unit, units[i]) == 0) {
                return number * factors[i];
            }
        }
    }
    usage(text);
    return 0;
}

static size_t size(const char *text) {
    static const char *const units[] = {"B", "KiB", "MiB", "GiB", NULL};
    static const double factors[] = {1, 1 << 10, 1 << 20, 1 << 30};
    return (size_t) quantity(text, units, factors);
}

static double duration(const char *text) {
    static const char *const units[] = {"s", "ms", "m", NULL};
    static const double factors[] = {1, 1e-3, 60};
    return quantity(text, units, factors);
}

#ifndef __wasi__
static void stopped(int signal) {
    _exit(128 + signal);
}
#endif

int main(int argc, char **argv) {
    size_t bytes = 0;
    double cpu = 0, rest = 0;
#ifndef __wasi__
    signal(SIGTERM, stopped); /* process 1 of a container ignores what it does not handle */
#endif
    for (int i = 1; i < argc; i += 2) {
        if (i + 1 == argc) {
            usage(argv[i]);
        } else if (strcmp(argv[i], "--touch") == 0) {
            bytes = size(argv[i + 1]);
        } else if (strcmp(argv[i], "--burn") == 0) {
            cpu = duration(argv[i + 1]);
        } else if (strcmp(argv[i], "--hold") == 0) {
            rest = duration(argv[i + 1]);
        } else {
            usage(argv[i]);
        }
    }
    if (argc == 1) {
        eat_until_stopped();
    }
    if (bytes > 0) {
        touch(bytes);
    }
    if (cpu > 0) {
        burn(cpu);
    }
    if (rest > 0) {
        hold(rest);
    }
    return 0;
}
