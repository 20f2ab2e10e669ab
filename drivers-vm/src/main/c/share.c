/* Directories that the host shares by virtiofs. Each is told as "ro" or "rw", its tag, and where it goes. */
#include "init.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>

void make_directories(const char *path) {
    char part[4096];
    snprintf(part, sizeof part, "%s", path);
    for (char *at = part + 1; (at = strchr(at, '/')) != NULL; at++) {
        *at = '\0';
        mkdir(part, 0755);
        *at = '/';
    }
    mkdir(part, 0755);
}

/* Within the image's root already, so that none of its links leads out of it. */
void mount_shares(const struct seed *seed) {
    for (size_t i = 0; i < seed->share_count; i++) {
        char *mode = strtok(seed->shares[i], ":");
        char *tag = strtok(NULL, ":");
        char *path = strtok(NULL, "");
        if (path == NULL) {
            fail("cannot read the seed", "a share has no place");
        }
        make_directories(path);
        unsigned long flags = MS_NOSUID | MS_NODEV | (strcmp(mode, "ro") == 0 ? MS_RDONLY : 0);
        if (mount(tag, path, "virtiofs", flags, NULL) != 0) {
            char text[4200];
            snprintf(text, sizeof text, "cannot mount a volume on %s", path);
            fail(text, strerror(errno));
        }
    }
}
