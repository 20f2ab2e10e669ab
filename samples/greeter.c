/*
 * Greets: shows what a program sees of its arguments, environment and input, and ends with the exit code it is told.
 *
 *   greeter [--exit N] [--err TEXT] [--] [NAME…]
 *
 * Standard output is the same bytes in every kind. GREETING (default "Hello") is the only variable it looks at.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int exit_code(const char *text) {
    char *end;
    long code = strtol(text, &end, 10);
    if (*text == '\0' || *end != '\0' || code < 0 || code > 255) {
        fprintf(stderr, "greeter: --exit wants a number from 0 to 255, not \"%s\"\n", text);
        exit(2);
    }
    return (int) code;
}

static void copy_input(void) {
    char buffer[4096];
    size_t n;
    while ((n = fread(buffer, 1, sizeof buffer, stdin)) > 0) {
        fwrite(buffer, 1, n, stdout);
    }
}

int main(int argc, char **argv) {
    int code = 0, i = 1;
    const char *greeting = getenv("GREETING");
    for (; i < argc && strncmp(argv[i], "--", 2) == 0; i++) {
        if (strcmp(argv[i], "--") == 0) {
            i++;
            break;
        }
        if (strcmp(argv[i], "--exit") == 0 && i + 1 < argc) {
            code = exit_code(argv[++i]);
        } else if (strcmp(argv[i], "--err") == 0 && i + 1 < argc) {
            fprintf(stderr, "%s\n", argv[++i]);
        } else {
            fprintf(stderr, "usage: greeter [--exit N] [--err TEXT] [--] [NAME...]\n");
            return 2;
        }
    }
    if (greeting == NULL) {
        greeting = "Hello";
    }
    if (i == argc) {
        printf("%s, World!\n", greeting);
    }
    for (; i < argc; i++) {
        printf("%s, %s!\n", greeting, argv[i]);
    }
    copy_input();
    if (fflush(stdout) != 0) {
        fprintf(stderr, "greeter: standard output: %s\n", strerror(errno));
        return 1;
    }
    return code;
}
