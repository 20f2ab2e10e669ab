/*
 * Looks around: tells what a program sees from inside, as lines of word=value, the same words in every kind. What this
 * place has no notion of is said in the same way. It writes nothing else and changes nothing.
 */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#ifndef __wasi__
#include <sys/utsname.h>
#endif

extern char **environ;

static int by_name(const void *one, const void *other) {
    return strcmp(*(char *const *) one, *(char *const *) other);
}

/* The sorted names below a directory, or why they cannot be had. */
static void list(const char *word, const char *path) {
    char *names[256];
    size_t count = 0;
    DIR *directory = opendir(path);
    struct dirent *entry;
    if (directory == NULL) {
        printf("%s=none (%s)\n", word, strerror(errno));
        return;
    }
    while ((entry = readdir(directory)) != NULL && count < sizeof names / sizeof *names) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            names[count] = strdup(entry->d_name);
            if (names[count] == NULL) {
                break;
            }
            count++;
        }
    }
    closedir(directory);
    qsort(names, count, sizeof *names, by_name);
    printf("%s=%zu", word, count);
    for (size_t i = 0; i < count; i++) {
        printf("%s%s", i == 0 ? ": " : " ", names[i]);
        free(names[i]);
    }
    printf("\n");
}

static void environment(void) {
    size_t count = 0;
    while (environ != NULL && environ[count] != NULL) {
        count++;
    }
    printf("environment=%zu variables\n", count);
}

static void processes(void) {
    DIR *directory = opendir("/proc");
    struct dirent *entry;
    size_t count = 0;
    if (directory == NULL) {
        printf("processes=none visible (no /proc)\n");
        return;
    }
    while ((entry = readdir(directory)) != NULL) {
        count += isdigit((unsigned char) entry->d_name[0]) ? 1 : 0;
    }
    closedir(directory);
    printf("processes=%zu visible\n", count);
}

static void system_words(void) {
#ifdef __wasi__
    printf("uid=no users here\nprocess=no process numbers here\nkernel=none (WASI)\nmachine=wasm%zu\nprocessors=not told\n",
           8 * sizeof(void *));
#else
    struct utsname names;
    printf("uid=%ld\nprocess=%ld\n", (long) getuid(), (long) getpid());
    if (uname(&names) == 0) {
        printf("kernel=%s %s\nmachine=%s\n", names.sysname, names.release, names.machine);
    }
    printf("processors=%ld\n", sysconf(_SC_NPROCESSORS_ONLN));
#endif
}

int main(void) {
    environment();
    list("root", "/");
    system_words();
    processes();
    list("networkDevices", "/sys/class/net");
    return fflush(stdout) == 0 ? 0 : 1;
}
