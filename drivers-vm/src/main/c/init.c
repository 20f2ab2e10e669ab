#include "init.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void block_signals(void) {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGCHLD);
    sigprocmask(SIG_BLOCK, &signals, NULL);
    signal(SIGPIPE, SIG_IGN);
}

static void name_host(const struct seed *seed) {
    char hosts[256];
    (void)!sethostname(seed->hostname, strlen(seed->hostname));
    snprintf(hosts, sizeof hosts, "127.0.0.1\tlocalhost\n127.0.1.1\t%s\n", seed->hostname);
    unlink("/etc/hosts");
    write_file("/etc/hosts", hosts);
}

int main(void) {
    struct seed seed = {0};
    struct program program;
    channel_open();
    mount_early();
    power_open();
    memory_open();
    block_signals();
    write_file("/proc/self/oom_score_adj", "-1000");
    load_modules();
    seed_read("/dev/vdb", &seed);
    channel_mark(seed.secret);
    mount_root(seed.flags & SEED_DISK);
    mount_shares(&seed);
    name_host(&seed);
    network_loopback();
    if (seed.flags & SEED_NETWORK) {
        network_configure(&seed);
    }
    program_start(&seed, &program);
    channel_send(FRAME_STARTED, "", 0);
    struct outcome outcome = supervise(&program, &seed);
    if (seed.flags & SEED_DISK) {
        sync(); /* whoever reads of the end may count on what was written */
    }
    uint8_t report[3] = {outcome.signalled, outcome.value, outcome.out_of_memory};
    channel_send(FRAME_EXIT, report, sizeof report);
    network_release();
    channel_acknowledged(seed.acknowledge_ms);
    power_off();
}
