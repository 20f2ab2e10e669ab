/* Paths, directories and links. */
#include "checks.h"

static __wasi_errno_t mkdir_at(const char *path) { return __wasi_path_create_directory(ROOT, path); }
static __wasi_errno_t rmdir_at(const char *path) { return __wasi_path_remove_directory(ROOT, path); }
static __wasi_errno_t unlink_at(const char *path) { return __wasi_path_unlink_file(ROOT, path); }
static __wasi_errno_t move(const char *from, const char *to) { return __wasi_path_rename(ROOT, from, ROOT, to); }
static __wasi_errno_t link_to(const char *target, const char *path) { return __wasi_path_symlink(target, ROOT, path); }

static __wasi_errno_t creating(const char *path, int how) {
    __wasi_fd_t fd;
    __wasi_errno_t answer = open_at(path, __WASI_OFLAGS_CREAT | how, READ_WRITE, 0, &fd);
    return answer == __WASI_ERRNO_SUCCESS ? __wasi_fd_close(fd) : answer;
}

static __wasi_errno_t following(const char *path, int how) {
    __wasi_fd_t fd;
    __wasi_errno_t answer = __wasi_path_open(
        ROOT, __WASI_LOOKUPFLAGS_SYMLINK_FOLLOW, path, how, __WASI_RIGHTS_FD_READ, 0, 0, &fd);
    return answer == __WASI_ERRNO_SUCCESS ? __wasi_fd_close(fd) : answer;
}

static int entries_of(__wasi_fd_t directory, __wasi_size_t buffer_size, const char *wanted, int *found) {
    uint8_t buffer[4096];
    __wasi_dircookie_t cookie = 0;
    int entries = 0;
    *found = 0;
    for (;;) {
        __wasi_size_t used, at = 0;
        WORKS(__wasi_fd_readdir(directory, buffer, buffer_size, cookie, &used));
        CHECK(used <= buffer_size);
        while (at + sizeof(__wasi_dirent_t) <= used) {
            __wasi_dirent_t entry;
            memcpy(&entry, buffer + at, sizeof entry);
            if (at + sizeof entry + entry.d_namlen > used) {
                break;
            }
            *found += strlen(wanted) == entry.d_namlen && memcmp(buffer + at + sizeof entry, wanted, entry.d_namlen) == 0;
            cookie = entry.d_next;
            at += sizeof entry + entry.d_namlen;
            entries++;
        }
        if (used < buffer_size) {
            return entries;
        }
    }
}

static void interesting_paths(void) {
    WORKS(mkdir_at("dir"));
    WORKS(mkdir_at("dir/nested"));
    make_file("dir/nested/file", "x");
    ANSWERS(NOTCAPABLE, reading("/dir/nested/file"));
    WORKS(reading("dir/.//nested/../../dir/nested/../nested///./file"));
    ANSWERS(NOTDIR, reading("dir/nested/file/"));
    ANSWERS(NOTDIR, reading("dir/nested/file///"));
    ANSWERS(NOTDIR, reading("dir/nested/file/."));
    WORKS(reading("dir/nested///"));
    WORKS(reading("."));
    ANSWERS(NOTCAPABLE, reading("dir/nested/../../../dir/nested/file"));
    ANSWERS(NOTCAPABLE, reading(".."));
    ANSWERS(NOENT, reading(""));
}

static void path_open_missing(void) {
    ANSWERS(NOENT, reading("absent"));
    ANSWERS(NOENT, reading("absent/file"));
}

static void path_open_create_existing(void) {
    make_file("file", "x");
    WORKS(creating("file", 0));
    ANSWERS(EXIST, creating("file", __WASI_OFLAGS_EXCL));
}

static void path_open_below_what_is_no_directory(void) {
    __wasi_fd_t file, fd;
    make_file("file", "x");
    file = opened("file", 0);
    ANSWERS(NOTDIR, __wasi_path_open(file, 0, "x", 0, 0, 0, 0, &fd));
    ANSWERS(NOTDIR, reading("file/x"));
    ANSWERS(BADF, __wasi_path_open(99, 0, "x", 0, 0, 0, 0, &fd));
}

static void preopened_directory_has_its_name_rights_and_kind(void) {
    __wasi_prestat_t mount;
    __wasi_fdstat_t stat;
    char name[8] = {0};
    WORKS(__wasi_fd_prestat_get(ROOT, &mount));
    CHECK(mount.tag == __WASI_PREOPENTYPE_DIR && mount.u.dir.pr_name_len == 1);
    WORKS(__wasi_fd_prestat_dir_name(ROOT, (uint8_t *)name, sizeof name));
    CHECK(strcmp(name, "/") == 0);
    ANSWERS(NAMETOOLONG, __wasi_fd_prestat_dir_name(ROOT, (uint8_t *)name, 0));
    ANSWERS(BADF, __wasi_fd_prestat_get(4, &mount));
    WORKS(__wasi_fd_fdstat_get(ROOT, &stat));
    CHECK(stat.fs_filetype == __WASI_FILETYPE_DIRECTORY && stat.fs_flags == 0);
    __wasi_rights_t expected = __WASI_RIGHTS_PATH_CREATE_DIRECTORY | __WASI_RIGHTS_PATH_CREATE_FILE
        | __WASI_RIGHTS_PATH_OPEN | __WASI_RIGHTS_FD_READDIR | __WASI_RIGHTS_PATH_READLINK
        | __WASI_RIGHTS_PATH_RENAME_SOURCE | __WASI_RIGHTS_PATH_RENAME_TARGET | __WASI_RIGHTS_PATH_SYMLINK
        | __WASI_RIGHTS_PATH_REMOVE_DIRECTORY | __WASI_RIGHTS_PATH_UNLINK_FILE | __WASI_RIGHTS_PATH_FILESTAT_GET;
    CHECK((stat.fs_rights_base & expected) == expected);
    CHECK((stat.fs_rights_inheriting & READ_WRITE) == READ_WRITE);
}

static void path_open_of_a_directory_for_writing_fails(void) {
    __wasi_fd_t fd;
    WORKS(open_at(".", __WASI_OFLAGS_DIRECTORY, __WASI_RIGHTS_FD_READ, 0, &fd));
    ANSWERS(ISDIR, open_at(".", __WASI_OFLAGS_DIRECTORY, __WASI_RIGHTS_FD_READ | __WASI_RIGHTS_FD_WRITE, 0, &fd));
    make_file("file", "x");
    ANSWERS(NOTDIR, open_at("file", __WASI_OFLAGS_DIRECTORY, __WASI_RIGHTS_FD_READ, 0, &fd));
}

static void close_preopen_is_final(void) {
    __wasi_fdstat_t stat;
    WORKS(__wasi_fd_close(ROOT));
    ANSWERS(BADF, __wasi_fd_fdstat_get(ROOT, &stat));
    ANSWERS(BADF, reading("x"));
}

static void directories_refuse_what_files_do(void) {
    uint8_t byte = 0;
    __wasi_iovec_t into = {&byte, 1};
    __wasi_ciovec_t from = {&byte, 1};
    __wasi_size_t count;
    __wasi_filesize_t at;
    ANSWERS(ISDIR, __wasi_fd_read(ROOT, &into, 1, &count));
    ANSWERS(ISDIR, __wasi_fd_pread(ROOT, &into, 1, 0, &count));
    ANSWERS(ISDIR, __wasi_fd_write(ROOT, &from, 1, &count));
    ANSWERS(ISDIR, __wasi_fd_pwrite(ROOT, &from, 1, 0, &count));
    ANSWERS(ISDIR, __wasi_fd_seek(ROOT, 0, __WASI_WHENCE_SET, &at));
    ANSWERS(ISDIR, __wasi_fd_tell(ROOT, &at));
    ANSWERS(ISDIR, __wasi_fd_allocate(ROOT, 0, 1));
    ANSWERS(ISDIR, __wasi_fd_filestat_set_size(ROOT, 0));
}

static void path_filestat_tells_kinds_sizes_and_identity(void) {
    __wasi_filestat_t file, directory, again;
    make_file("file", "four");
    WORKS(mkdir_at("dir"));
    WORKS(kind_of("file", &file));
    WORKS(kind_of("dir", &directory));
    WORKS(kind_of("dir/../file", &again));
    CHECK(file.filetype == __WASI_FILETYPE_REGULAR_FILE && file.size == 4 && file.nlink == 1);
    CHECK(directory.filetype == __WASI_FILETYPE_DIRECTORY);
    CHECK(again.ino == file.ino && again.dev == file.dev && directory.ino != file.ino);
    WORKS(__wasi_path_filestat_set_times(ROOT, 0, "file", 0, file.mtim - 1000, __WASI_FSTFLAGS_MTIM));
    WORKS(kind_of("file", &again));
    CHECK(again.mtim == file.mtim - 1000);
    ANSWERS(NOTDIR, kind_of("file/", &again));
    ANSWERS(NOENT, kind_of("absent", &again));
}

static void fd_readdir_lists_everything_once(void) {
    int found;
    char name[32];
    CHECK(entries_of(ROOT, 4096, ".", &found) == 2 && found == 1);
    for (int i = 0; i < 100; i++) {
        sprintf(name, "file.%d", i);
        make_file(name, "");
    }
    CHECK(entries_of(ROOT, 4096, "file.42", &found) == 102 && found == 1);
    CHECK(entries_of(ROOT, 100, "file.99", &found) == 102 && found == 1);
}

static void fd_readdir_goes_on_while_entries_are_removed(void) {
    char name[32];
    int found;
    for (int i = 0; i < 50; i++) {
        sprintf(name, "file.%d", i);
        make_file(name, "");
    }
    uint8_t buffer[256];
    __wasi_size_t used;
    WORKS(__wasi_fd_readdir(ROOT, buffer, sizeof buffer, 0, &used));
    for (int i = 0; i < 50; i++) {
        sprintf(name, "file.%d", i);
        WORKS(unlink_at(name));
    }
    CHECK(entries_of(ROOT, 4096, ".", &found) == 2);
}

static void path_rename_of_directories(void) {
    WORKS(mkdir_at("source"));
    WORKS(move("source", "target"));
    ANSWERS(NOENT, reading("source"));
    WORKS(reading("target"));
    WORKS(mkdir_at("source"));
    WORKS(move("source", "target"));
    WORKS(mkdir_at("source"));
    make_file("target/file", "x");
    ANSWERS(NOTEMPTY, move("source", "target"));
    ANSWERS(NOTDIR, move("source", "target/file"));
    ANSWERS(INVAL, move("target", "target/below"));
}

static void path_rename_of_files(void) {
    make_file("source", "new");
    make_file("target", "old");
    __wasi_filestat_t stat;
    WORKS(move("source", "target"));
    WORKS(kind_of("target", &stat));
    CHECK(stat.size == 3);
    ANSWERS(NOENT, move("source", "target"));
    WORKS(mkdir_at("dir"));
    ANSWERS(ISDIR, move("target", "dir"));
    ANSWERS(NOTCAPABLE, move("target", "../target"));
    ANSWERS(NOTCAPABLE, move("target", "/target"));
}

static void path_rename_with_trailing_slashes(void) {
    make_file("file", "x");
    ANSWERS(NOTDIR, move("file/", "other"));
    ANSWERS(NOTDIR, move("file", "other/"));
    WORKS(mkdir_at("dir"));
    WORKS(move("dir/", "moved/"));
    WORKS(reading("moved"));
}

static void remove_directory_and_unlink_file_with_trailing_slashes(void) {
    WORKS(mkdir_at("dir"));
    make_file("file", "x");
    ANSWERS(ISDIR, unlink_at("dir"));
    ANSWERS(ISDIR, unlink_at("dir/"));
    ANSWERS(NOTDIR, unlink_at("file/"));
    ANSWERS(NOTDIR, rmdir_at("file"));
    ANSWERS(NOTDIR, rmdir_at("file/"));
    WORKS(rmdir_at("dir/"));
    WORKS(unlink_at("file"));
    ANSWERS(NOENT, unlink_at("file"));
    ANSWERS(NOENT, rmdir_at("dir"));
}

static void remove_nonempty_directory(void) {
    WORKS(mkdir_at("dir"));
    WORKS(mkdir_at("dir/nested"));
    ANSWERS(NOTEMPTY, rmdir_at("dir"));
    ANSWERS(EXIST, mkdir_at("dir"));
    WORKS(rmdir_at("dir/nested"));
    WORKS(rmdir_at("dir"));
}

static void symlink_create_and_readlink(void) {
    char target[16] = {0};
    __wasi_size_t used;
    __wasi_filestat_t stat;
    make_file("target", "x");
    WORKS(link_to("target", "link"));
    WORKS(__wasi_path_readlink(ROOT, "link", (uint8_t *)target, sizeof target, &used));
    CHECK(used == 6 && strcmp(target, "target") == 0);
    memset(target, 0, sizeof target);
    WORKS(__wasi_path_readlink(ROOT, "link", (uint8_t *)target, 3, &used));
    CHECK(used == 3 && strcmp(target, "tar") == 0);
    ANSWERS(INVAL, __wasi_path_readlink(ROOT, "target", (uint8_t *)target, 3, &used));
    WORKS(kind_of("link", &stat));
    CHECK(stat.filetype == __WASI_FILETYPE_SYMBOLIC_LINK && stat.size == 6);
    WORKS(__wasi_path_filestat_get(ROOT, __WASI_LOOKUPFLAGS_SYMLINK_FOLLOW, "link", &stat));
    CHECK(stat.filetype == __WASI_FILETYPE_REGULAR_FILE && stat.size == 1);
    WORKS(following("link", 0));
}

static void nofollow_errors(void) {
    WORKS(mkdir_at("target"));
    WORKS(link_to("target", "link"));
    ANSWERS(LOOP, reading("link"));
    WORKS(following("link", __WASI_OFLAGS_DIRECTORY));
    WORKS(rmdir_at("target"));
    make_file("target", "x");
    ANSWERS(LOOP, reading("link"));
    ANSWERS(NOTDIR, following("link", __WASI_OFLAGS_DIRECTORY));
    WORKS(unlink_at("link"));
    WORKS(reading("target"));
}

static void dangling_symlink(void) {
    WORKS(link_to("absent", "link"));
    ANSWERS(NOENT, following("link", 0));
    ANSWERS(LOOP, reading("link"));
    ANSWERS(EXIST, creating("link", __WASI_OFLAGS_EXCL));
}

static void symlink_loop(void) {
    WORKS(link_to("link", "link"));
    ANSWERS(LOOP, following("link", 0));
    ANSWERS(LOOP, following("link/file", 0));
}

static void symlinks_cannot_lead_out(void) {
    ANSWERS(NOTCAPABLE, link_to("/etc", "absolute"));
    WORKS(link_to("..", "up"));
    WORKS(link_to("../../../etc", "far"));
    ANSWERS(NOTCAPABLE, following("up", 0));
    ANSWERS(NOTCAPABLE, following("up/anything", 0));
    ANSWERS(NOTCAPABLE, following("far/passwd", 0));
    ANSWERS(NOTCAPABLE, mkdir_at("up/dir"));
    ANSWERS(NOTCAPABLE, move("far", "up/far"));
}

static void symlinks_with_trailing_slashes(void) {
    ANSWERS(NOENT, link_to("target", "link/"));
    make_file("file", "x");
    ANSWERS(EXIST, link_to("target", "file"));
    WORKS(mkdir_at("dir"));
    ANSWERS(EXIST, link_to("target", "dir"));
    WORKS(link_to("dir", "link"));
    WORKS(following("link/", __WASI_OFLAGS_DIRECTORY));
}

static void hard_links_are_refused(void) {
    make_file("file", "x");
    ANSWERS(NOTSUP, __wasi_path_link(ROOT, 0, "file", ROOT, "link"));
    ANSWERS(NOENT, reading("link"));
}

static const struct named_case CASES[] = {
    CASE(interesting_paths),
    CASE(path_open_missing),
    CASE(path_open_create_existing),
    CASE(path_open_below_what_is_no_directory),
    CASE(preopened_directory_has_its_name_rights_and_kind),
    CASE(path_open_of_a_directory_for_writing_fails),
    CASE(close_preopen_is_final),
    CASE(directories_refuse_what_files_do),
    CASE(path_filestat_tells_kinds_sizes_and_identity),
    CASE(fd_readdir_lists_everything_once),
    CASE(fd_readdir_goes_on_while_entries_are_removed),
    CASE(path_rename_of_directories),
    CASE(path_rename_of_files),
    CASE(path_rename_with_trailing_slashes),
    CASE(remove_directory_and_unlink_file_with_trailing_slashes),
    CASE(remove_nonempty_directory),
    CASE(symlink_create_and_readlink),
    CASE(nofollow_errors),
    CASE(dangling_symlink),
    CASE(symlink_loop),
    CASE(symlinks_cannot_lead_out),
    CASE(symlinks_with_trailing_slashes),
    CASE(hard_links_are_refused),
};

MAIN(CASES)
