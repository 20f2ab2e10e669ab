/* Starts the program with the powers that a container would have, less the making of devices. */
#include "init.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/io.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

static const int kept[] = {CAP_CHOWN, CAP_DAC_OVERRIDE, CAP_FOWNER, CAP_FSETID, CAP_KILL, CAP_SETGID, CAP_SETUID,
    CAP_SETPCAP, CAP_NET_BIND_SERVICE, CAP_NET_RAW, CAP_SYS_CHROOT, CAP_AUDIT_WRITE, CAP_SETFCAP};

static void drop_powers(void) {
    for (int capability = 0; prctl(PR_CAPBSET_READ, capability) >= 0; capability++) {
        bool keep = false;
        for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
            keep |= kept[i] == capability;
        }
        if (!keep) {
            prctl(PR_CAPBSET_DROP, capability);
        }
    }
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    iopl(0);
}

static const char *variable(const struct seed *seed, const char *name) {
    size_t size = strlen(name);
    for (size_t i = 0; i < seed->environment_size; i++) {
        if (strncmp(seed->environment[i], name, size) == 0 && seed->environment[i][size] == '=') {
            return seed->environment[i] + size + 1;
        }
    }
    return NULL;
}

static void add_home(struct seed *seed, const struct identity *identity) {
    static char home[sizeof identity->home + 8];
    if (variable(seed, "HOME") == NULL) {
        snprintf(home, sizeof home, "HOME=%s", identity->home);
        seed->environment[seed->environment_size++] = home;
    }
}

static _Noreturn void give_up(int report, const char *what) {
    char text[256];
    int size = snprintf(text, sizeof text, "%s: %s", what, strerror(errno));
    (void)!write(report, text, (size_t)size);
    _exit(127);
}

static _Noreturn void become(struct seed *seed, const struct identity *identity, const int ends[3], int report) {
    sigset_t none;
    for (int i = 0; i < 3; i++) {
        if (dup2(ends[i], i) < 0) {
            give_up(report, "cannot pass on standard input and output");
        }
    }
    write_file("/proc/self/oom_score_adj", "0");
    setsid();
    make_directories(seed->directory);
    drop_powers();
    if (setgroups((size_t)identity->group_count, identity->groups) != 0 || setgid(identity->group) != 0
        || setuid(identity->user) != 0) {
        give_up(report, "cannot become the user");
    }
    if (chdir(seed->directory) != 0) {
        give_up(report, "cannot enter the working directory");
    }
    signal(SIGPIPE, SIG_DFL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    const char *path = variable(seed, "PATH");
    setenv("PATH", path != NULL ? path : "/", 1); /* where execvpe looks */
    execvpe(seed->arguments[0], seed->arguments, seed->environment);
    give_up(report, seed->arguments[0]);
}

static void make_pipe(int ends[2]) {
    if (pipe2(ends, O_CLOEXEC) != 0) {
        fail("cannot make a pipe", strerror(errno));
    }
}

void program_start(struct seed *seed, struct program *program) {
    int input[2], output[2], error[2], report[2];
    char text[512];
    struct identity identity;
    identity_find(seed->user, &identity);
    add_home(seed, &identity);
    make_pipe(input);
    make_pipe(output);
    make_pipe(error);
    make_pipe(report);
    program->pid = fork();
    if (program->pid == 0) {
        const int ends[3] = {input[0], output[1], error[1]};
        become(seed, &identity, ends, report[1]);
    }
    close(input[0]);
    close(output[1]);
    close(error[1]);
    close(report[1]);
    ssize_t size = read(report[0], text, sizeof text - 1);
    if (program->pid < 0 || size > 0) {
        text[size > 0 ? size : 0] = '\0';
        fail("cannot start the program", program->pid < 0 ? "no process" : text);
    }
    close(report[0]);
    program->input = input[1];
    program->output = output[0];
    program->error = error[0];
}
