/*
 * The first process of a virtual machine that runs a container image.
 *
 * Owns: mounting the image, the network, starting the program, telling the host what it writes and how it ends.
 * The driver puts this program into an initrd of its own; nothing of it is ever part of an image.
 */
#ifndef TRIPTYCH_INIT_H
#define TRIPTYCH_INIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { SECRET_SIZE = 16 };

/* What the host wants to be run: read from the second disk. Texts are NUL-terminated copies. */
struct seed {
    uint32_t flags;
    uint32_t wanted_address; /* network byte order; 0 for none */
    uint32_t acknowledge_ms; /* how long to wait for the host after the exit was reported */
    uint8_t secret[SECRET_SIZE]; /* known to the host and to this process; marks the frames' beginnings */
    char *hostname;
    const char *search_domain; /* empty for none */
    char *user;
    char *directory;
    char **arguments;   /* NULL-terminated; the first is the program */
    char **environment; /* NULL-terminated; room for two more */
    size_t environment_size;
    uint8_t *input;
    size_t input_size;
    char **shares; /* told by the host; share.c reads them */
    size_t share_count;
};

enum { SEED_NETWORK = 1, SEED_DISK = 2 };

/* How the program ended, in the form in which it travels. */
struct outcome {
    uint8_t signalled;
    uint8_t value; /* exit code or signal number */
    uint8_t out_of_memory;
};

enum frame { FRAME_MARK = 'M', FRAME_STARTED = 'S', FRAME_OUT = 'O', FRAME_ERR = 'E', FRAME_EXIT = 'X', FRAME_FAILED = 'F' };

/* channel.c: the frames on the second serial port */
void channel_open(void);
void channel_mark(const uint8_t secret[SECRET_SIZE]);
void channel_send(enum frame type, const void *bytes, size_t size);
bool channel_acknowledged(unsigned milliseconds);

/* power.c: the ACPI power button, and power off */
void power_open(void);
bool power_button_pressed(void);
_Noreturn void power_off(void);

/* memory.c */
void memory_open(void);
void memory_relieve(void);

/* system.c */
void load_modules(void);
void mount_early(void);
void mount_root(bool disk);
void write_file(const char *path, const char *text);
_Noreturn void fail(const char *what, const char *detail);

/* seed.c */
void seed_read(const char *device, struct seed *seed);

/* share.c */
void make_directories(const char *path);
void mount_shares(const struct seed *seed);

/* network.c: eth0 by DHCP (RFC 2131) */
void network_loopback(void);
void network_configure(const struct seed *seed);
void network_renew_when_due(void);
void network_release(void);

/* identity.c: user and group by name or number, as the image's own files say */
struct identity {
    uid_t user;
    gid_t group;
    gid_t groups[64];
    int group_count;
    char home[256];
};
void identity_find(const char *text, struct identity *identity);

/* program.c */
struct program {
    pid_t pid;
    int input;
    int output;
    int error;
};
void program_start(struct seed *seed, struct program *program);

/* supervise.c */
struct outcome supervise(const struct program *program, const struct seed *seed);

#endif
