/* A program of named cases for preview 1: without an argument it lists them, with a name it runs that one.
   Each case has the directory "/" as descriptor 3 for itself. A check that does not hold ends it with code 1. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wasi/api.h>

#define ROOT 3
#define EVERYTHING 0x1fffffff
#define READ_WRITE \
    (__WASI_RIGHTS_FD_READ | __WASI_RIGHTS_FD_WRITE | __WASI_RIGHTS_FD_SEEK | __WASI_RIGHTS_FD_TELL \
     | __WASI_RIGHTS_FD_FILESTAT_GET | __WASI_RIGHTS_FD_FILESTAT_SET_SIZE | __WASI_RIGHTS_FD_FDSTAT_SET_FLAGS)

static inline void check_at(int line, const char *what, int holds) {
    if (!holds) {
        fprintf(stderr, "line %d: %s\n", line, what);
        exit(1);
    }
}

static inline void answers_at(int line, const char *what, __wasi_errno_t wanted, __wasi_errno_t got) {
    if (wanted != got) {
        fprintf(stderr, "line %d: %s answers %d and not %d\n", line, what, got, wanted);
        exit(1);
    }
}

#define CHECK(condition) check_at(__LINE__, #condition, condition)
#define ANSWERS(wanted, call) answers_at(__LINE__, #call, __WASI_ERRNO_##wanted, call)
#define WORKS(call) ANSWERS(SUCCESS, call)

static inline __wasi_errno_t open_at(const char *path, int how, __wasi_rights_t rights, int flags, __wasi_fd_t *fd) {
    return __wasi_path_open(ROOT, 0, path, how, rights, 0, flags, fd);
}

static inline __wasi_fd_t opened(const char *path, int how) {
    __wasi_fd_t fd;
    answers_at(0, path, __WASI_ERRNO_SUCCESS, open_at(path, how, READ_WRITE, 0, &fd));
    check_at(0, "a descriptor above the standard ones", fd > 2);
    return fd;
}

static inline void make_file(const char *path, const char *content) {
    __wasi_fd_t fd = opened(path, __WASI_OFLAGS_CREAT | __WASI_OFLAGS_EXCL);
    __wasi_ciovec_t bytes = {(const uint8_t *)content, strlen(content)};
    __wasi_size_t count;
    WORKS(__wasi_fd_write(fd, &bytes, 1, &count));
    CHECK(count == strlen(content));
    WORKS(__wasi_fd_close(fd));
}

static inline __wasi_errno_t reading(const char *path) {
    __wasi_fd_t fd;
    __wasi_errno_t answer = open_at(path, 0, __WASI_RIGHTS_FD_READ, 0, &fd);
    return answer == __WASI_ERRNO_SUCCESS ? __wasi_fd_close(fd) : answer;
}

static inline __wasi_errno_t kind_of(const char *path, __wasi_filestat_t *stat) {
    return __wasi_path_filestat_get(ROOT, 0, path, stat);
}

static int arg_count;
static char **args_given;

struct named_case {
    const char *name;
    void (*run)(void);
};

static inline int run_case(const struct named_case *cases, int count, int argc, char **argv) {
    for (int i = 0; i < count; i++) {
        if (argc < 2) {
            puts(cases[i].name);
        } else if (strcmp(cases[i].name, argv[1]) == 0) {
            arg_count = argc;
            args_given = argv;
            cases[i].run();
            return 0;
        }
    }
    return argc < 2 ? 0 : 2;
}

#define CASE(name) {#name, name}
#define MAIN(cases) \
    int main(int argc, char **argv) { return run_case(cases, sizeof cases / sizeof cases[0], argc, argv); }
