/*
 * Keeps things in files, so that whoever looks later can tell what was there.
 *
 *   keeper FILE             copies the file to its output
 *   keeper FILE TEXT        the same, if there is one; then adds a line to it
 *   keeper --fill FILE      writes 256 KiB again and again until that fails, and says how much there was room for
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { PIECE = 262144 };

static char piece[PIECE];

static int failed(const char *what, const char *path) {
    fprintf(stderr, "cannot %s %s: %s\n", what, path, strerror(errno));
    return 1;
}

static int show(const char *path, int needed) {
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return needed || errno != ENOENT ? failed("read", path) : 0;
    }
    for (size_t size; (size = fread(piece, 1, PIECE, file)) > 0;) {
        fwrite(piece, 1, size, stdout);
    }
    int bad = ferror(file);
    fclose(file);
    return bad ? failed("read", path) : 0;
}

static int add(const char *path, const char *text) {
    FILE *file = fopen(path, "ab");
    if (file == NULL || fprintf(file, "%s\n", text) < 0 || fclose(file) != 0) {
        return failed("write", path);
    }
    return 0;
}

static int fill(const char *path) {
    unsigned long long written = 0;
    FILE *file = fopen(path, "wb");
    if (file == NULL) {
        return failed("write", path);
    }
    setvbuf(file, NULL, _IONBF, 0);
    for (size_t size; (size = fwrite(piece, 1, PIECE, file)) > 0;) {
        written += size;
        if (size < PIECE) {
            break;
        }
    }
    printf("room for %llu bytes: %s\n", written, strerror(errno));
    return 0;
}

int main(int count, char **arguments) {
    if (count == 3 && strcmp(arguments[1], "--fill") == 0) {
        return fill(arguments[2]);
    }
    if (count != 2 && count != 3) {
        fprintf(stderr, "usage: keeper FILE [TEXT] | keeper --fill FILE\n");
        return 2;
    }
    int code = show(arguments[1], count == 2);
    return code == 0 && count == 3 ? add(arguments[1], arguments[2]) : code;
}
