/*
 * Runs into one limit at a time, or just not, for ./triptych selftest wasm.
 *
 *   limits loop | fill MIB | copy MIB | deep | sleep MILLIS | memory MIB | flood BYTES | open FILE N | recurse DEPTH
 *
 * loop, fill, copy and deep never end by themselves.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static volatile int sink;

__attribute__((noinline)) static int down(int depth) {
    if (depth <= 0) {
        return sink;
    }
    int below = down(depth - 1);
    sink = below;
    return below + sink;
}

static char *allocated(long mib) {
    char *bytes = malloc((size_t) mib << 20);
    if (bytes == NULL) {
        fprintf(stderr, "limits: no %ld MiB: %s\n", mib, strerror(errno));
        exit(1);
    }
    return bytes;
}

static int flood(long bytes) {
    char piece[4096];
    memset(piece, '.', sizeof piece);
    while (bytes > 0) {
        ssize_t written = write(1, piece, bytes < (long) sizeof piece ? (size_t) bytes : sizeof piece);
        if (written < 0) {
            return 1;
        }
        bytes -= written;
    }
    return 0;
}

static int hold_open(const char *name, long count) {
    for (long i = 0; i < count; i++) {
        if (open(name, O_RDWR | O_CREAT, 0600) < 0) {
            fprintf(stderr, "limits: after %ld files: %s\n", i, strerror(errno));
            return 1;
        }
    }
    return 0;
}

static int nap(long millis) {
    struct timespec left = {millis / 1000, millis % 1000 * 1000000};
    return nanosleep(&left, NULL) == 0 ? 0 : 1;
}

int main(int argc, char **argv) {
    const char *mode = argc > 1 ? argv[1] : "";
    long value = argc > 2 ? atol(argv[argc - 1]) : 0;
    if (strcmp(mode, "loop") == 0) {
        for (;;) {
            sink++;
        }
    } else if (strcmp(mode, "fill") == 0) {
        for (char *bytes = allocated(value);; sink++) {
            memset(bytes, sink, (size_t) value << 20);
        }
    } else if (strcmp(mode, "copy") == 0) {
        for (char *bytes = allocated(value);; sink++) {
            memmove(bytes + 1, bytes, ((size_t) value << 20) - 1);
        }
    } else if (strcmp(mode, "deep") == 0) {
        for (;;) {
            down(1000);
        }
    } else if (strcmp(mode, "sleep") == 0) {
        return nap(value);
    } else if (strcmp(mode, "memory") == 0) {
        volatile char *bytes = allocated(value);
        for (long at = 0; at < value << 20; at += 4096) {
            bytes[at] = 1;
        }
        return 0;
    } else if (strcmp(mode, "flood") == 0) {
        return flood(value);
    } else if (strcmp(mode, "open") == 0 && argc == 4) {
        return hold_open(argv[2], value);
    } else if (strcmp(mode, "recurse") == 0) {
        down((int) value);
        return 0;
    }
    fprintf(stderr, "limits: there is no mode \"%s\"\n", mode);
    return 2;
}
