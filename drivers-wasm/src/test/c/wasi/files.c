/* Regular files: reading, writing, seeking, sizes, times, flags, rights and numbers of descriptors. */
#include "checks.h"

static __wasi_size_t count;

static __wasi_errno_t put(__wasi_fd_t fd, const char *text) {
    __wasi_ciovec_t bytes = {(const uint8_t *)text, strlen(text)};
    return __wasi_fd_write(fd, &bytes, 1, &count);
}

static __wasi_errno_t put_at(__wasi_fd_t fd, const char *text, __wasi_filesize_t offset) {
    __wasi_ciovec_t bytes = {(const uint8_t *)text, strlen(text)};
    return __wasi_fd_pwrite(fd, &bytes, 1, offset, &count);
}

static int holds(__wasi_fd_t fd, const char *text) {
    char read[64] = {0};
    __wasi_iovec_t bytes = {(uint8_t *)read, sizeof read};
    return __wasi_fd_pread(fd, &bytes, 1, 0, &count) == 0 && strcmp(read, text) == 0;
}

static __wasi_filesize_t size_of(__wasi_fd_t fd) {
    __wasi_filestat_t stat;
    WORKS(__wasi_fd_filestat_get(fd, &stat));
    return stat.size;
}

static void file_pread_pwrite(void) {
    __wasi_fd_t fd = opened("file", __WASI_OFLAGS_CREAT);
    char first[3] = {0}, second[9] = {0};
    __wasi_iovec_t parts[2] = {{(uint8_t *)first, 2}, {(uint8_t *)second, 8}};
    __wasi_filesize_t at;
    WORKS(put_at(fd, "0123456789", 0));
    WORKS(__wasi_fd_pread(fd, parts, 2, 4, &count));
    CHECK(count == 6 && strcmp(first, "45") == 0 && strcmp(second, "6789") == 0);
    WORKS(__wasi_fd_pread(fd, parts, 2, 10, &count));
    CHECK(count == 0);
    WORKS(__wasi_fd_pread(fd, parts, 0, 0, &count));
    CHECK(count == 0);
    WORKS(put_at(fd, "x", 12));
    CHECK(size_of(fd) == 13);
    WORKS(__wasi_fd_tell(fd, &at));
    CHECK(at == 0);
}

static void file_pwrite_with_append_writes_somewhere_and_whole(void) {
    __wasi_fd_t fd;
    make_file("file", "abc");
    WORKS(open_at("file", 0, READ_WRITE, __WASI_FDFLAGS_APPEND, &fd));
    WORKS(put(fd, "de"));
    CHECK(holds(fd, "abcde"));
    WORKS(put_at(fd, "fg", 1));
    CHECK(count == 2);
}

static void file_seek_tell(void) {
    __wasi_fd_t fd = opened("file", __WASI_OFLAGS_CREAT);
    __wasi_filesize_t at;
    WORKS(put(fd, "0123456789"));
    WORKS(__wasi_fd_tell(fd, &at));
    CHECK(at == 10);
    WORKS(__wasi_fd_seek(fd, -6, __WASI_WHENCE_CUR, &at));
    CHECK(at == 4);
    WORKS(__wasi_fd_seek(fd, 0, __WASI_WHENCE_END, &at));
    CHECK(at == 10);
    WORKS(__wasi_fd_seek(fd, 1000, __WASI_WHENCE_CUR, &at));
    CHECK(at == 1010 && size_of(fd) == 10);
    ANSWERS(INVAL, __wasi_fd_seek(fd, -2000, __WASI_WHENCE_CUR, &at));
    ANSWERS(INVAL, __wasi_fd_seek(fd, 0, 9, &at));
}

static void file_unbuffered_write_is_seen_at_once(void) {
    __wasi_fd_t writer = opened("file", __WASI_OFLAGS_CREAT), reader = opened("file", 0);
    WORKS(put(writer, "a"));
    CHECK(holds(reader, "a"));
}

static void file_truncation(void) {
    make_file("file", "content");
    __wasi_fd_t fd = opened("file", __WASI_OFLAGS_TRUNC);
    CHECK(size_of(fd) == 0);
    WORKS(__wasi_fd_filestat_set_size(fd, 100));
    CHECK(size_of(fd) == 100);
    WORKS(__wasi_fd_filestat_set_size(fd, 3));
    CHECK(size_of(fd) == 3);
    ANSWERS(INVAL, __wasi_fd_filestat_set_size(fd, -1));
}

static void file_allocate(void) {
    __wasi_fd_t fd = opened("file", __WASI_OFLAGS_CREAT);
    WORKS(__wasi_fd_allocate(fd, 0, 100));
    CHECK(size_of(fd) == 100);
    WORKS(__wasi_fd_allocate(fd, 10, 10));
    CHECK(size_of(fd) == 100);
    WORKS(__wasi_fd_allocate(fd, 90, 20));
    CHECK(size_of(fd) == 110);
    ANSWERS(INVAL, __wasi_fd_allocate(fd, 0, 0));
}

static void fd_advise(void) {
    __wasi_fd_t fd = opened("file", __WASI_OFLAGS_CREAT);
    for (int advice = 0; advice <= 5; advice++) {
        WORKS(__wasi_fd_advise(fd, 10, 10, advice));
    }
    ANSWERS(INVAL, __wasi_fd_advise(fd, 0, 0, 99));
    CHECK(size_of(fd) == 0);
}

static void fd_sync_and_datasync(void) {
    __wasi_fd_t fd = opened("file", __WASI_OFLAGS_CREAT);
    WORKS(put(fd, "kept"));
    WORKS(__wasi_fd_sync(fd));
    WORKS(__wasi_fd_datasync(fd));
}

static void fd_filestat_set_times_keeps_what_is_not_named(void) {
    __wasi_fd_t fd = opened("file", __WASI_OFLAGS_CREAT);
    __wasi_filestat_t before, after;
    WORKS(__wasi_fd_filestat_get(fd, &before));
    WORKS(__wasi_fd_filestat_set_times(fd, 0, before.mtim - 100000, __WASI_FSTFLAGS_MTIM));
    WORKS(__wasi_fd_filestat_get(fd, &after));
    CHECK(after.mtim == before.mtim - 100000 && after.atim == before.atim);
    WORKS(__wasi_fd_filestat_set_times(fd, 0, 0, __WASI_FSTFLAGS_MTIM_NOW));
    WORKS(__wasi_fd_filestat_get(fd, &after));
    CHECK(after.mtim >= before.mtim);
    ANSWERS(INVAL, __wasi_fd_filestat_set_times(fd, 0, 0, __WASI_FSTFLAGS_MTIM | __WASI_FSTFLAGS_MTIM_NOW));
    ANSWERS(INVAL, __wasi_path_filestat_set_times(
        ROOT, 0, "file", 0, 0, __WASI_FSTFLAGS_ATIM | __WASI_FSTFLAGS_ATIM_NOW));
}

static void fd_fdstat_set_flags_switches_append(void) {
    __wasi_fd_t fd = opened("file", __WASI_OFLAGS_CREAT);
    __wasi_fdstat_t stat;
    __wasi_filesize_t at;
    WORKS(put(fd, "abc"));
    WORKS(__wasi_fd_fdstat_set_flags(fd, __WASI_FDFLAGS_APPEND));
    WORKS(__wasi_fd_fdstat_get(fd, &stat));
    CHECK(stat.fs_flags == __WASI_FDFLAGS_APPEND && stat.fs_filetype == __WASI_FILETYPE_REGULAR_FILE);
    WORKS(__wasi_fd_seek(fd, 0, __WASI_WHENCE_SET, &at));
    WORKS(put(fd, "d"));
    CHECK(holds(fd, "abcd"));
    WORKS(__wasi_fd_fdstat_set_flags(fd, 0));
    WORKS(__wasi_fd_seek(fd, 0, __WASI_WHENCE_SET, &at));
    WORKS(put(fd, "x"));
    CHECK(holds(fd, "xbcd"));
    ANSWERS(NOTSUP, __wasi_fd_fdstat_set_flags(fd, __WASI_FDFLAGS_SYNC));
}

static void path_open_with_sync_flags_tells_them(void) {
    __wasi_fd_t fd;
    __wasi_fdstat_t stat;
    WORKS(open_at("file", __WASI_OFLAGS_CREAT, READ_WRITE, __WASI_FDFLAGS_SYNC | __WASI_FDFLAGS_APPEND, &fd));
    WORKS(__wasi_fd_fdstat_get(fd, &stat));
    CHECK(stat.fs_flags == (__WASI_FDFLAGS_SYNC | __WASI_FDFLAGS_APPEND));
    WORKS(put(fd, "safe"));
    WORKS(__wasi_fd_close(fd));
    WORKS(open_at("file", 0, READ_WRITE, __WASI_FDFLAGS_DSYNC, &fd));
    WORKS(__wasi_fd_fdstat_get(fd, &stat));
    CHECK(stat.fs_flags == __WASI_FDFLAGS_DSYNC);
}

static void fd_fdstat_set_rights_gives_up_for_good(void) {
    __wasi_fd_t fd = opened("file", __WASI_OFLAGS_CREAT);
    __wasi_fdstat_t stat;
    uint8_t byte;
    __wasi_iovec_t bytes = {&byte, 1};
    __wasi_filesize_t at;
    WORKS(put(fd, "abc"));
    WORKS(__wasi_fd_fdstat_get(fd, &stat));
    __wasi_rights_t fewer = stat.fs_rights_base & ~(__WASI_RIGHTS_FD_READ | __WASI_RIGHTS_FD_WRITE);
    WORKS(__wasi_fd_fdstat_set_rights(fd, fewer, 0));
    ANSWERS(NOTCAPABLE, __wasi_fd_read(fd, &bytes, 1, &count));
    ANSWERS(NOTCAPABLE, __wasi_fd_pread(fd, &bytes, 1, 0, &count));
    ANSWERS(NOTCAPABLE, put(fd, "x"));
    ANSWERS(NOTCAPABLE, put_at(fd, "x", 0));
    WORKS(__wasi_fd_seek(fd, 0, __WASI_WHENCE_SET, &at));
    ANSWERS(NOTCAPABLE, __wasi_fd_fdstat_set_rights(fd, stat.fs_rights_base, 0));
}

static void truncation_needs_the_right_of_its_directory(void) {
    __wasi_fdstat_t stat;
    __wasi_fd_t fd;
    make_file("file", "abc");
    WORKS(open_at("file", __WASI_OFLAGS_TRUNC, 0, 0, &fd));
    WORKS(__wasi_fd_fdstat_get(ROOT, &stat));
    CHECK((stat.fs_rights_base & __WASI_RIGHTS_FD_FILESTAT_SET_SIZE) == 0);
    WORKS(__wasi_fd_fdstat_set_rights(
        ROOT, stat.fs_rights_base & ~__WASI_RIGHTS_PATH_FILESTAT_SET_SIZE, stat.fs_rights_inheriting));
    ANSWERS(NOTCAPABLE, open_at("file", __WASI_OFLAGS_TRUNC, 0, 0, &fd));
    WORKS(reading("file"));
}

static void path_open_for_reading_does_not_write(void) {
    __wasi_fd_t fd;
    uint8_t byte;
    __wasi_iovec_t bytes = {&byte, 1};
    make_file("file", "abc");
    WORKS(open_at("file", 0, __WASI_RIGHTS_FD_READ, 0, &fd));
    WORKS(__wasi_fd_read(fd, &bytes, 1, &count));
    ANSWERS(NOTCAPABLE, put(fd, "x"));
    WORKS(open_at("file", 0, __WASI_RIGHTS_FD_WRITE, 0, &fd));
    WORKS(put(fd, "x"));
    ANSWERS(NOTCAPABLE, __wasi_fd_read(fd, &bytes, 1, &count));
}

static void path_open_nonblock_of_a_file_works(void) {
    __wasi_fd_t fd;
    make_file("file", "abc");
    WORKS(open_at("file", 0, READ_WRITE, __WASI_FDFLAGS_NONBLOCK, &fd));
    CHECK(holds(fd, "abc"));
}

static void a_deleted_file_is_read_through_its_descriptor(void) {
    make_file("file", "abc");
    __wasi_fd_t fd = opened("file", 0);
    WORKS(__wasi_path_unlink_file(ROOT, "file"));
    CHECK(holds(fd, "abc"));
    ANSWERS(NOENT, reading("file"));
    make_file("file", "other");
    CHECK(holds(fd, "abc"));
}

static void fd_renumber_moves_and_closes(void) {
    make_file("one", "1");
    make_file("two", "2");
    __wasi_fd_t one = opened("one", 0), two = opened("two", 0);
    WORKS(__wasi_fd_renumber(one, two));
    CHECK(holds(two, "1"));
    ANSWERS(BADF, __wasi_fd_close(one));
    ANSWERS(BADF, __wasi_fd_renumber(two, one));
    ANSWERS(BADF, __wasi_fd_renumber(99, two));
    WORKS(__wasi_fd_renumber(two, two));
    CHECK(holds(two, "1"));
}

static void descriptors_are_used_again_and_bounded(void) {
    __wasi_fd_t fd = opened("file", __WASI_OFLAGS_CREAT), last = fd;
    __wasi_errno_t answer = __WASI_ERRNO_SUCCESS;
    WORKS(__wasi_fd_close(fd));
    CHECK(opened("file", 0) == fd);
    for (int i = 0; i < 1000 && answer == __WASI_ERRNO_SUCCESS; i++) {
        answer = open_at("file", 0, READ_WRITE, 0, &last);
    }
    CHECK(answer == __WASI_ERRNO_MFILE);
    WORKS(__wasi_fd_close(last));
    WORKS(open_at("file", 0, READ_WRITE, 0, &fd));
    CHECK(fd == last);
}

static void addresses_outside_the_memory_are_refused(void) {
    __wasi_fd_t fd = opened("file", __WASI_OFLAGS_CREAT);
    __wasi_ciovec_t outside = {(const uint8_t *)0xfffffff0, 100};
    __wasi_iovec_t into = {(uint8_t *)0xfffffff0, 100};
    ANSWERS(FAULT, __wasi_fd_write(fd, &outside, 1, &count));
    WORKS(put(fd, "abc"));
    ANSWERS(FAULT, __wasi_fd_pread(fd, &into, 1, 0, &count));
    ANSWERS(FAULT, __wasi_fd_write(fd, (const __wasi_ciovec_t *)0xfffffff0, 4, &count));
    ANSWERS(FAULT, __wasi_random_get((uint8_t *)0xfffffff0, 100));
}

static const struct named_case CASES[] = {
    CASE(file_pread_pwrite),
    CASE(file_pwrite_with_append_writes_somewhere_and_whole),
    CASE(file_seek_tell),
    CASE(file_unbuffered_write_is_seen_at_once),
    CASE(file_truncation),
    CASE(file_allocate),
    CASE(fd_advise),
    CASE(fd_sync_and_datasync),
    CASE(fd_filestat_set_times_keeps_what_is_not_named),
    CASE(fd_fdstat_set_flags_switches_append),
    CASE(path_open_with_sync_flags_tells_them),
    CASE(fd_fdstat_set_rights_gives_up_for_good),
    CASE(truncation_needs_the_right_of_its_directory),
    CASE(path_open_for_reading_does_not_write),
    CASE(path_open_nonblock_of_a_file_works),
    CASE(a_deleted_file_is_read_through_its_descriptor),
    CASE(fd_renumber_moves_and_closes),
    CASE(descriptors_are_used_again_and_bounded),
    CASE(addresses_outside_the_memory_are_refused),
};

MAIN(CASES)
