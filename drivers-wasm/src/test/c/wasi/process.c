/* Arguments, environment, clocks, random bytes, polling, standard streams, sockets and the exit code. */
#include "checks.h"

static void args_get_multiple_arguments(void) {
    CHECK(arg_count == 5);
    CHECK(strcmp(args_given[2], "first") == 0);
    CHECK(strcmp(args_given[3], "the \"second\" one, ä") == 0);
    CHECK(strcmp(args_given[4], "") == 0);
}

static void args_sizes_get_counts_bytes_with_their_ends(void) {
    __wasi_size_t count, bytes, expected = 0;
    WORKS(__wasi_args_sizes_get(&count, &bytes));
    for (int i = 0; i < arg_count; i++) {
        expected += strlen(args_given[i]) + 1;
    }
    CHECK((int)count == arg_count);
    CHECK(bytes == expected);
}

static void environ_get_multiple_variables(void) {
    __wasi_size_t count, bytes;
    WORKS(__wasi_environ_sizes_get(&count, &bytes));
    CHECK(count == 3);
    CHECK(bytes == strlen("A=text") + strlen("B=qu\"ote = more") + strlen("C=new\nline") + 3);
    CHECK(strcmp(getenv("A"), "text") == 0);
    CHECK(strcmp(getenv("B"), "qu\"ote = more") == 0);
    CHECK(strcmp(getenv("C"), "new\nline") == 0);
    CHECK(getenv("PATH") == NULL);
}

static void clock_res_get_is_positive_for_every_clock(void) {
    __wasi_timestamp_t resolution;
    for (int clock = 0; clock < 4; clock++) {
        WORKS(__wasi_clock_res_get(clock, &resolution));
        CHECK(resolution > 0);
    }
    ANSWERS(INVAL, __wasi_clock_res_get(99, &resolution));
}

static void clock_time_get_monotonic_never_goes_back(void) {
    __wasi_timestamp_t before, now;
    WORKS(__wasi_clock_time_get(__WASI_CLOCKID_MONOTONIC, 1, &before));
    for (int i = 0; i < 1000; i++) {
        WORKS(__wasi_clock_time_get(__WASI_CLOCKID_MONOTONIC, i % 2, &now));
        CHECK(now >= before);
        before = now;
    }
}

static void clock_time_get_realtime_is_after_2020(void) {
    __wasi_timestamp_t now;
    WORKS(__wasi_clock_time_get(__WASI_CLOCKID_REALTIME, 0, &now));
    CHECK(now / 1000000000 > 1577836800);
    ANSWERS(INVAL, __wasi_clock_time_get(99, 0, &now));
}

static void random_get_fills_large_buffers_and_none(void) {
    static uint8_t bytes[300000];
    int seen[256] = {0}, different = 0;
    WORKS(__wasi_random_get(bytes, 0));
    CHECK(bytes[0] == 0);
    WORKS(__wasi_random_get(bytes, sizeof bytes));
    for (unsigned i = sizeof bytes - 100000; i < sizeof bytes; i++) {
        different += seen[bytes[i]]++ == 0;
    }
    CHECK(different == 256);
}

static void sched_yield_returns(void) {
    WORKS(__wasi_sched_yield());
}

static void proc_exit_with_33(void) {
    __wasi_proc_exit(33);
}

static void fd_write_to_stdout_arrives(void) {
    __wasi_ciovec_t parts[3] = {{(const uint8_t *)"hel", 3}, {(const uint8_t *)"", 0}, {(const uint8_t *)"lo", 2}};
    __wasi_size_t count;
    WORKS(__wasi_fd_write(1, parts, 3, &count));
    CHECK(count == 5);
}

static void fd_write_to_an_invalid_descriptor(void) {
    __wasi_ciovec_t part = {(const uint8_t *)"x", 1};
    __wasi_size_t count;
    ANSWERS(BADF, __wasi_fd_write(99, &part, 1, &count));
    ANSWERS(BADF, __wasi_fd_write(0, &part, 1, &count));
}

static void fd_read_of_stdin_ends_at_its_end(void) {
    char text[16] = {0};
    CHECK(fread(text, 1, sizeof text, stdin) == 5);
    CHECK(strcmp(text, "input") == 0);
    CHECK(feof(stdin));
}

static void standard_streams_are_no_terminals_and_cannot_seek(void) {
    for (int fd = 0; fd < 3; fd++) {
        __wasi_fdstat_t stat;
        __wasi_filesize_t at;
        WORKS(__wasi_fd_fdstat_get(fd, &stat));
        CHECK(stat.fs_filetype != __WASI_FILETYPE_CHARACTER_DEVICE);
        CHECK((stat.fs_rights_base & __WASI_RIGHTS_FD_SEEK) == 0);
        ANSWERS(SPIPE, __wasi_fd_seek(fd, 0, __WASI_WHENCE_CUR, &at));
    }
}

static __wasi_subscription_t clock_in(uint64_t nanos) {
    __wasi_subscription_t wanted = {.userdata = 7, .u.tag = __WASI_EVENTTYPE_CLOCK};
    wanted.u.u.clock.id = __WASI_CLOCKID_MONOTONIC;
    wanted.u.u.clock.timeout = nanos;
    return wanted;
}

static void poll_oneoff_waits_for_a_clock(void) {
    __wasi_timestamp_t before, after;
    __wasi_subscription_t in[2] = {clock_in(50000000), clock_in(60000000000)};
    __wasi_event_t out[2];
    __wasi_size_t count;
    WORKS(__wasi_clock_time_get(__WASI_CLOCKID_MONOTONIC, 0, &before));
    WORKS(__wasi_poll_oneoff(in, out, 2, &count));
    WORKS(__wasi_clock_time_get(__WASI_CLOCKID_MONOTONIC, 0, &after));
    CHECK(count == 1 && out[0].userdata == 7 && out[0].error == 0 && out[0].type == __WASI_EVENTTYPE_CLOCK);
    CHECK(after - before >= 50000000);
    CHECK(after - before < 20000000000);
}

static void poll_oneoff_waits_until_a_moment(void) {
    __wasi_timestamp_t before, after;
    __wasi_subscription_t in = clock_in(0);
    __wasi_event_t out;
    __wasi_size_t count;
    WORKS(__wasi_clock_time_get(__WASI_CLOCKID_MONOTONIC, 0, &before));
    in.u.u.clock.timeout = before + 50000000;
    in.u.u.clock.flags = __WASI_SUBCLOCKFLAGS_SUBSCRIPTION_CLOCK_ABSTIME;
    WORKS(__wasi_poll_oneoff(&in, &out, 1, &count));
    WORKS(__wasi_clock_time_get(__WASI_CLOCKID_MONOTONIC, 0, &after));
    CHECK(count == 1 && after >= in.u.u.clock.timeout);
    in.u.u.clock.timeout = 1;
    WORKS(__wasi_poll_oneoff(&in, &out, 1, &count));
    CHECK(count == 1);
}

static void poll_oneoff_finds_stdout_and_stderr_writable(void) {
    __wasi_subscription_t in[3] = {clock_in(20000000000)};
    __wasi_event_t out[3];
    __wasi_size_t count;
    for (int fd = 1; fd < 3; fd++) {
        in[fd].userdata = 100 + fd;
        in[fd].u.tag = __WASI_EVENTTYPE_FD_WRITE;
        in[fd].u.u.fd_write.file_descriptor = fd;
    }
    WORKS(__wasi_poll_oneoff(in, out, 3, &count));
    CHECK(count == 2 && out[0].userdata == 101 && out[1].userdata == 102);
    CHECK(out[0].error == 0 && out[0].type == __WASI_EVENTTYPE_FD_WRITE);
}

static void poll_oneoff_tells_of_a_bad_descriptor_in_its_event(void) {
    __wasi_subscription_t in = {.userdata = 9, .u.tag = __WASI_EVENTTYPE_FD_READ};
    __wasi_event_t out;
    __wasi_size_t count;
    in.u.u.fd_read.file_descriptor = 99;
    WORKS(__wasi_poll_oneoff(&in, &out, 1, &count));
    CHECK(count == 1 && out.userdata == 9 && out.error == __WASI_ERRNO_BADF);
    ANSWERS(INVAL, __wasi_poll_oneoff(&in, &out, 0, &count));
}

static void sock_shutdown_of_what_is_no_socket(void) {
    ANSWERS(NOTSOCK, __wasi_sock_shutdown(1, __WASI_SDFLAGS_RD));
    ANSWERS(NOTSOCK, __wasi_sock_shutdown(ROOT, __WASI_SDFLAGS_RD));
    ANSWERS(BADF, __wasi_sock_shutdown(99, __WASI_SDFLAGS_RD));
}

static const struct named_case CASES[] = {
    CASE(args_get_multiple_arguments),
    CASE(args_sizes_get_counts_bytes_with_their_ends),
    CASE(environ_get_multiple_variables),
    CASE(clock_res_get_is_positive_for_every_clock),
    CASE(clock_time_get_monotonic_never_goes_back),
    CASE(clock_time_get_realtime_is_after_2020),
    CASE(random_get_fills_large_buffers_and_none),
    CASE(sched_yield_returns),
    CASE(proc_exit_with_33),
    CASE(fd_write_to_stdout_arrives),
    CASE(fd_write_to_an_invalid_descriptor),
    CASE(fd_read_of_stdin_ends_at_its_end),
    CASE(standard_streams_are_no_terminals_and_cannot_seek),
    CASE(poll_oneoff_waits_for_a_clock),
    CASE(poll_oneoff_waits_until_a_moment),
    CASE(poll_oneoff_finds_stdout_and_stderr_writable),
    CASE(poll_oneoff_tells_of_a_bad_descriptor_in_its_event),
    CASE(sock_shutdown_of_what_is_no_socket),
};

MAIN(CASES)
