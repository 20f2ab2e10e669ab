/* A CGI program that behaves in many ways, chosen by the path. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern char **environ;
static char block[1 << 16];

static const char *variable(const char *name) {
    const char *value = getenv(name);
    return value == NULL ? "" : value;
}

static void head(const char *type) {
    printf("Content-Type: %s\r\n\r\n", type);
}

static int copy_input(void) {
    size_t count;
    while ((count = fread(block, 1, sizeof block, stdin)) > 0) {
        fwrite(block, 1, count, stdout);
    }
    return 0;
}

static int count_input(void) {
    size_t count, all = 0;
    while ((count = fread(block, 1, sizeof block, stdin)) > 0) {
        all += count;
    }
    head("text/plain");
    printf("%zu bytes\n", all);
    return 0;
}

static int show_variables(void) {
    head("text/plain");
    for (char **one = environ; *one != NULL; one++) {
        puts(*one);
    }
    return 0;
}

static int much(size_t mebibytes) {
    head("application/octet-stream");
    memset(block, 'x', sizeof block);
    for (size_t i = 0; i < mebibytes * 16; i++) {
        fwrite(block, 1, sizeof block, stdout);
    }
    return 0;
}

static int trap(int after_output) {
    head("text/plain");
    puts("half of it");
    if (after_output) {
        memset(block, 'y', sizeof block);
        fwrite(block, 1, sizeof block, stdout);
        fflush(stdout);
    }
    fputs("about to trap\n", stderr);
    __builtin_trap();
}

static int two_parts(void) {
    head("text/plain");
    puts("first");
    fflush(stdout);
    usleep(600 * 1000);
    puts("second");
    return 0;
}

static int eat_memory(void) {
    for (;;) {
        char *volatile more = malloc(1 << 20);
        if (more == NULL) {
            abort();
        }
        memset(more, 1, 1 << 20);
    }
}

int main(void) {
    const char *path = variable("PATH_INFO");
    if (strcmp(path, "/variables") == 0) return show_variables();
    if (strcmp(path, "/count") == 0) return count_input();
    if (strcmp(path, "/copy") == 0) {
        head("application/octet-stream");
        return copy_input();
    }
    if (strcmp(path, "/raw") == 0) return copy_input(); /* the body is the whole answer, its head too */
    if (strncmp(path, "/much/", 6) == 0) return much(strtoul(path + 6, NULL, 10));
    if (strcmp(path, "/trap") == 0) return trap(0);
    if (strcmp(path, "/late-trap") == 0) return trap(1);
    if (strcmp(path, "/two-parts") == 0) return two_parts();
    if (strcmp(path, "/memory") == 0) return eat_memory();
    if (strcmp(path, "/sleep") == 0) {
        usleep(20 * 1000 * 1000);
        head("text/plain");
        return 0;
    }
    if (strncmp(path, "/exit/", 6) == 0) {
        head("text/plain");
        fprintf(stderr, "one line\nand another");
        return atoi(path + 6);
    }
    if (strcmp(path, "/inside") == 0) {
        puts("Location: /variables?from=inside\n");
        return 0;
    }
    if (strcmp(path, "/round") == 0) {
        puts("Location: /round\n");
        return 0;
    }
    head("text/plain");
    printf("hello from %s\n", path);
    return 0;
}
