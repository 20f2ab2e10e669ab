#include "init.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

_Noreturn void fail(const char *what, const char *detail) {
    char text[512];
    int size = snprintf(text, sizeof text, "%s: %s", what, detail);
    channel_send(FRAME_FAILED, text, size < (int)sizeof text ? (size_t)size : sizeof text - 1);
    channel_acknowledged(2000);
    power_off();
}

static void mount_or_fail(const char *what, const char *target, const char *type, unsigned long flags, const char *data) {
    if (mount(what, target, type, flags, data) != 0) {
        char text[128];
        snprintf(text, sizeof text, "cannot mount %s on %s", type ? type : what, target);
        fail(text, strerror(errno));
    }
}

void write_file(const char *path, const char *text) {
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (file >= 0) {
        (void)!write(file, text, strlen(text));
        close(file);
    }
}

void mount_early(void) {
    mkdir("/proc", 0755);
    mkdir("/sys", 0755);
    mkdir("/dev", 0755);
    mount_or_fail("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
    mount_or_fail("sysfs", "/sys", "sysfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
    mount_or_fail("devtmpfs", "/dev", "devtmpfs", MS_NOSUID | MS_NOEXEC, NULL);
}

/* The initrd holds the modules of /modules/order in an order in which each can be loaded. */
void load_modules(void) {
    char line[128];
    char path[160];
    FILE *order = fopen("/modules/order", "re");
    if (order == NULL) {
        fail("cannot read the list of kernel modules", strerror(errno));
    }
    while (fgets(line, sizeof line, order) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        snprintf(path, sizeof path, "/modules/%s", line);
        int file = open(path, O_RDONLY | O_CLOEXEC);
        if (file < 0 || (syscall(SYS_finit_module, file, "", 0) != 0 && errno != EEXIST)) {
            fail(path, strerror(errno));
        }
        close(file);
        unlink(path);
    }
    fclose(order);
}

static void device(const char *path, mode_t mode, unsigned major, unsigned minor) {
    mknod(path, S_IFCHR | mode, makedev(major, minor));
    chmod(path, mode);
}

/* What a container has, too: no disk, no serial port, no memory, no kernel log. */
static void make_devices(void) {
    mount_or_fail("tmpfs", "/root/dev", "tmpfs", MS_NOSUID | MS_NOEXEC, "mode=0755,size=64k");
    device("/root/dev/null", 0666, 1, 3);
    device("/root/dev/zero", 0666, 1, 5);
    device("/root/dev/full", 0666, 1, 7);
    device("/root/dev/random", 0666, 1, 8);
    device("/root/dev/urandom", 0666, 1, 9);
    device("/root/dev/tty", 0666, 5, 0);
    mkdir("/root/dev/pts", 0755);
    mkdir("/root/dev/shm", 01777);
    mount_or_fail("devpts", "/root/dev/pts", "devpts", MS_NOSUID | MS_NOEXEC, "newinstance,ptmxmode=0666,mode=0620");
    mount_or_fail("tmpfs", "/root/dev/shm", "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, "mode=1777");
    (void)!symlink("pts/ptmx", "/root/dev/ptmx");
    (void)!symlink("/proc/self/fd", "/root/dev/fd");
    (void)!symlink("/proc/self/fd/0", "/root/dev/stdin");
    (void)!symlink("/proc/self/fd/1", "/root/dev/stdout");
    (void)!symlink("/proc/self/fd/2", "/root/dev/stderr");
}

static void make_read_only(const char *path) {
    mount_or_fail(path, path, NULL, MS_BIND, NULL);
    mount_or_fail(NULL, path, NULL, MS_BIND | MS_REMOUNT | MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
}

/* What is written goes to memory, or to a disk that has a file system and keeps it. */
static void mount_written(bool disk) {
    mkdir("/written", 0755);
    if (disk) {
        mount_or_fail("/dev/vdc", "/written", "ext4", MS_NODEV | MS_NOATIME, "discard");
    } else {
        mount_or_fail("tmpfs", "/written", "tmpfs", MS_NODEV, "mode=0755,size=90%");
    }
    struct stat top;
    if (mkdir("/written/upper", 0755) == 0 && stat("/image", &top) == 0) {
        chmod("/written/upper", top.st_mode & 07777);
        (void)!chown("/written/upper", top.st_uid, top.st_gid);
    }
    mkdir("/written/work", 0755);
}

/*
 * The image below, what is written above. Kernel settings become read-only and modules are over, because a program that is root
 * could otherwise have the kernel start helpers with all powers.
 */
void mount_root(bool disk) {
    mkdir("/image", 0755);
    mkdir("/root", 0755);
    mount_or_fail("/dev/vda", "/image", "squashfs", MS_RDONLY | MS_NODEV, NULL);
    mount_written(disk);
    mount_or_fail("overlay", "/root", "overlay", MS_NODEV, "lowerdir=/image,upperdir=/written/upper,workdir=/written/work");
    mkdir("/root/proc", 0555);
    mkdir("/root/sys", 0555);
    mkdir("/root/dev", 0755);
    make_devices();
    write_file("/proc/sys/kernel/modprobe", "\n");
    write_file("/proc/sys/kernel/modules_disabled", "1");
    mount_or_fail("proc", "/root/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
    make_read_only("/root/proc/sys");
    make_read_only("/root/proc/sysrq-trigger");
    make_read_only("/root/proc/irq");
    mount_or_fail("sysfs", "/root/sys", "sysfs", MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
    umount2("/sys", MNT_DETACH);
    umount2("/dev", MNT_DETACH);
    umount2("/proc", MNT_DETACH);
    if (chdir("/root") != 0 || mount(".", "/", NULL, MS_MOVE, NULL) != 0 || chroot(".") != 0 || chdir("/") != 0) {
        fail("cannot enter the image", strerror(errno));
    }
}
