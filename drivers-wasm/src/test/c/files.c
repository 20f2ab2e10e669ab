/* Works with the files of a mount at /data through wasi-libc, and says for each step what came of it. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static void step(const char *name, int good) {
    printf("%s: %s\n", name, good ? "ok" : strerror(errno));
}

static void refused(const char *name, int result) {
    printf("%s: %s\n", name, result >= 0 ? "NOT REFUSED" : "refused");
}

static int count_entries(const char *path) {
    DIR *directory = opendir(path);
    int count = 0;
    if (directory == NULL) {
        return -1;
    }
    while (readdir(directory) != NULL) {
        count++;
    }
    closedir(directory);
    return count;
}

static void many_files(void) {
    char name[64];
    int made = 0;
    mkdir("/data/many", 0777);
    for (int i = 0; i < 500; i++) {
        snprintf(name, sizeof name, "/data/many/a-file-with-a-rather-long-name-%d", i);
        int fd = open(name, O_CREAT | O_WRONLY, 0666);
        if (fd >= 0) {
            made++;
            close(fd);
        }
    }
    printf("made: %d, listed: %d\n", made, count_entries("/data/many"));
}

static void open_files(void) {
    int opened = 0;
    while (opened < 1000 && open("/data/file", O_RDONLY) >= 0) {
        opened++;
    }
    printf("open files are bounded: %s\n", opened < 100 && errno == EMFILE ? "ok" : "NO");
}

int main(void) {
    char text[32] = {0};
    struct stat found;
    struct timespec times[2] = {{500000000, 0}, {1000000000, 0}};
    int fd;

    step("mkdir", mkdir("/data/dir", 0777) == 0);
    fd = open("/data/file", O_CREAT | O_RDWR | O_TRUNC, 0666);
    step("create", fd >= 0);
    step("write", write(fd, "hello, file", 11) == 11);
    step("seek", lseek(fd, 7, SEEK_SET) == 7);
    step("read", read(fd, text, 31) == 4 && strcmp(text, "file") == 0);
    step("pread", pread(fd, text, 5, 0) == 5 && strncmp(text, "hello", 5) == 0);
    step("pwrite", pwrite(fd, "J", 1, 0) == 1);
    step("truncate", ftruncate(fd, 5) == 0 && fstat(fd, &found) == 0 && found.st_size == 5);
    step("fsync", fsync(fd) == 0);
    step("times", futimens(fd, times) == 0 && fstat(fd, &found) == 0 && found.st_atim.tv_sec == 500000000
             && found.st_mtim.tv_sec == 1000000000);
    step("close", close(fd) == 0);
    fd = open("/data/file", O_WRONLY | O_APPEND);
    step("append", fd >= 0 && write(fd, "!", 1) == 1 && close(fd) == 0);
    step("stat", stat("/data/file", &found) == 0 && found.st_size == 6 && S_ISREG(found.st_mode));
    step("symlink", symlink("../file", "/data/dir/link") == 0);
    step("lstat", lstat("/data/dir/link", &found) == 0 && S_ISLNK(found.st_mode));
    step("through the link", stat("/data/dir/link", &found) == 0 && found.st_size == 6);
    step("readlink", readlink("/data/dir/link", text, 31) == 7 && strncmp(text, "../file", 7) == 0);
    step("rename", rename("/data/dir/link", "/data/link") == 0);
    step("unlink", unlink("/data/link") == 0);
    step("rmdir", rmdir("/data/dir") == 0);
    refused("hard link", link("/data/file", "/data/hard"));
    refused("parent", open("/data/../secret", O_RDONLY));
    refused("elsewhere", open("/etc/passwd", O_RDONLY));
    refused("absolute link", symlink("/etc", "/data/etc"));
    refused("read only", open("/fixed/new", O_CREAT | O_WRONLY, 0666));
    step("read only can be read", open("/fixed/given", O_RDONLY) >= 0);
    many_files();
    open_files();
    return 0;
}
