/* Goes through a directory that somebody else swaps for a link to the outside, for some seconds: swapped SECONDS NAME.
   Reads, writes, makes, moves and removes; says how often it met the directory, and ends with 1 when it saw the outside. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static long inside, refused, outside;

static double now(void) {
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return (double) at.tv_sec + (double) at.tv_nsec / 1e9;
}

static void look(const char *path) {
    char text[16] = {0};
    int fd = open(path, O_RDONLY);
    if (fd < 0) {
        refused += errno != ENOENT;
        return;
    }
    if (read(fd, text, sizeof text - 1) > 0 && strcmp(text, "inside") == 0) {
        inside++;
    } else {
        outside++;
    }
    close(fd);
}

static void change(const char *name) {
    char path[128], moved[128];
    int fd;
    snprintf(path, sizeof path, "/data/swapped/deep/%s", name);
    snprintf(moved, sizeof moved, "/data/swapped/moved-%s", name);
    fd = open(path, O_CREAT | O_WRONLY | O_TRUNC, 0666);
    if (fd >= 0) {
        if (write(fd, "inside", 6) != 6) {
            outside++;
        }
        close(fd);
    }
    rename(path, moved);
    unlink(moved);
    unlink(path);
    snprintf(path, sizeof path, "/data/swapped/dir-%s", name);
    mkdir(path, 0777);
    rmdir(path);
    snprintf(path, sizeof path, "/data/swapped/link-%s", name);
    symlink("secret", path);
    unlink(path);
    if (truncate("/data/swapped/none", 0) == 0) {
        outside++;
    }
}

int main(int argc, char **argv) {
    double end;
    if (argc != 3) {
        return 2;
    }
    end = now() + atof(argv[1]);
    while (now() < end) {
        look("/data/swapped/secret");
        look("/data/swapped/deep/secret");
        look("/data/swapped/deep/../secret");
        look("/data/swapped/deep/../../swapped/secret");
        change(argv[2]);
    }
    printf("%s %s %s\n", inside > 0 ? "inside" : "never", refused > 0 ? "refused" : "never", outside > 0 ? "OUTSIDE" : "never");
    return outside > 0;
}
