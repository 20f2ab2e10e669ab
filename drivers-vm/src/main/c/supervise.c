/* Watches over the program: feeds its input, passes on its output, hands on the wish to stop, and sees it end. */
#include "init.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

enum { INPUT, OUTPUT, ERROR, CHILDREN, SOURCES };
enum { PIECE = 8192, LOOK_EVERY_MS = 50 };

static unsigned long out_of_memory_kills(void) {
    char line[128];
    unsigned long kills = 0;
    FILE *file = fopen("/proc/vmstat", "re");
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        if (strncmp(line, "oom_kill ", 9) == 0) {
            kills = strtoul(line + 9, NULL, 10);
        }
    }
    if (file != NULL) {
        fclose(file);
    }
    return kills;
}

static void close_source(struct pollfd *source) {
    close(source->fd);
    source->fd = -1; /* poll passes over it */
}

/* Returns false at the end. */
static bool pass_on(struct pollfd *source, enum frame type) {
    uint8_t piece[PIECE];
    ssize_t size = read(source->fd, piece, sizeof piece);
    if (size > 0) {
        channel_send(type, piece, (size_t)size);
        return true;
    }
    if (size < 0 && (errno == EINTR || errno == EAGAIN)) {
        return errno == EINTR;
    }
    close_source(source);
    return false;
}

static void feed(struct pollfd *source, const struct seed *seed, size_t *fed) {
    if (*fed < seed->input_size) {
        ssize_t size = write(source->fd, seed->input + *fed, seed->input_size - *fed);
        if (size < 0 && (errno == EAGAIN || errno == EINTR)) {
            return;
        }
        *fed += size > 0 ? (size_t)size : seed->input_size; /* a reader that went away wants no more */
    }
    if (*fed >= seed->input_size) {
        close_source(source);
    }
}

/* Reaps whatever ended; returns true when the program itself was among it. */
static bool reap(pid_t program, int *status) {
    bool ended = false;
    int one;
    for (pid_t pid; (pid = waitpid(-1, &one, WNOHANG)) > 0;) {
        if (pid == program) {
            *status = one;
            ended = true;
        }
    }
    return ended;
}

static void drain(struct pollfd *sources) {
    while (sources[OUTPUT].fd >= 0 || sources[ERROR].fd >= 0) {
        if (poll(sources + OUTPUT, 2, -1) <= 0) {
            continue;
        }
        if (sources[OUTPUT].revents) {
            pass_on(&sources[OUTPUT], FRAME_OUT);
        }
        if (sources[ERROR].revents) {
            pass_on(&sources[ERROR], FRAME_ERR);
        }
    }
}

static int run_until_end(const struct program *program, const struct seed *seed, struct pollfd *sources) {
    struct signalfd_siginfo signal;
    size_t fed = 0;
    int status = 0;
    for (;;) {
        poll(sources, SOURCES, LOOK_EVERY_MS);
        if (power_button_pressed()) {
            kill(program->pid, SIGTERM);
        }
        network_renew_when_due();
        memory_relieve();
        if (sources[INPUT].fd >= 0 && sources[INPUT].revents) {
            feed(&sources[INPUT], seed, &fed);
        }
        if (sources[OUTPUT].fd >= 0 && sources[OUTPUT].revents) {
            pass_on(&sources[OUTPUT], FRAME_OUT);
        }
        if (sources[ERROR].fd >= 0 && sources[ERROR].revents) {
            pass_on(&sources[ERROR], FRAME_ERR);
        }
        if (sources[CHILDREN].revents && read(sources[CHILDREN].fd, &signal, sizeof signal) > 0
            && reap(program->pid, &status)) {
            return status;
        }
    }
}

struct outcome supervise(const struct program *program, const struct seed *seed) {
    sigset_t children;
    unsigned long kills = out_of_memory_kills();
    sigemptyset(&children);
    sigaddset(&children, SIGCHLD);
    fcntl(program->input, F_SETFL, O_NONBLOCK);
    struct pollfd sources[SOURCES] = {
        [INPUT] = {.fd = program->input, .events = POLLOUT},
        [OUTPUT] = {.fd = program->output, .events = POLLIN},
        [ERROR] = {.fd = program->error, .events = POLLIN},
        [CHILDREN] = {.fd = signalfd(-1, &children, SFD_CLOEXEC), .events = POLLIN},
    };
    int status = run_until_end(program, seed, sources);
    kill(-1, SIGKILL); /* what the program left behind holds its output open */
    drain(sources);
    struct outcome outcome = {.signalled = WIFSIGNALED(status)};
    outcome.value = (uint8_t)(WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
    outcome.out_of_memory = outcome.signalled && outcome.value == SIGKILL && out_of_memory_kills() > kills;
    return outcome;
}
