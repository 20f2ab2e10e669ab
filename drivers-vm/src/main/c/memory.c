/*
 * A guest without swap that runs out of memory throws out the pages of the programs that run, and reads them again, for
 * minutes, before its kernel gives up and kills something. So init looks at what is left, and asks the kernel for the
 * kill in time. Init itself lives in the initrd's memory, which is never thrown out.
 */
#include "init.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LEAST_KIB = 8192, LEAST_PART = 256 }; /* a guest of 256 MiB gets stuck with 6 MiB left */

static int figures = -1;
static int trigger = -1;

void memory_open(void) {
    figures = open("/proc/meminfo", O_RDONLY | O_CLOEXEC);
    trigger = open("/proc/sysrq-trigger", O_WRONLY | O_CLOEXEC);
}

static unsigned long figure(const char *text, const char *name) {
    const char *line = strstr(text, name);
    return line == NULL ? 0 : strtoul(line + strlen(name), NULL, 10);
}

void memory_relieve(void) {
    char text[512];
    ssize_t size = pread(figures, text, sizeof text - 1, 0);
    if (size <= 0) {
        return;
    }
    text[size] = '\0';
    unsigned long least = LEAST_KIB + figure(text, "MemTotal:") / LEAST_PART;
    if (figure(text, "MemAvailable:") < least) {
        (void)!write(trigger, "f", 1);
    }
}
