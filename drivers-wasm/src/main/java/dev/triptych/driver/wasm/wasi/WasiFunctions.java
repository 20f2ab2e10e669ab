package dev.triptych.driver.wasm.wasi;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every function of preview 1. */
public final class WasiFunctions {
    private static final Map<String, WasiFunction> BY_NAME = Stream.of(
                    of("args_get", "ii", ProcessCalls::argsGet),
                    of("args_sizes_get", "ii", ProcessCalls::argsSizesGet),
                    of("environ_get", "ii", ProcessCalls::environGet),
                    of("environ_sizes_get", "ii", ProcessCalls::environSizesGet),
                    of("clock_res_get", "ii", ProcessCalls::clockResGet),
                    of("clock_time_get", "iIi", ProcessCalls::clockTimeGet),
                    of("random_get", "ii", ProcessCalls::randomGet),
                    of("sched_yield", "", ProcessCalls::schedYield),
                    of("proc_raise", "i", ProcessCalls::procRaise),
                    new WasiFunction("proc_exit", "i", false, ProcessCalls::procExit),
                    of("poll_oneoff", "iiii", PollCall::pollOneoff),
                    of("fd_read", "iiii", StreamCalls::fdRead),
                    of("fd_pread", "iiiIi", StreamCalls::fdPread),
                    of("fd_write", "iiii", StreamCalls::fdWrite),
                    of("fd_pwrite", "iiiIi", StreamCalls::fdPwrite),
                    of("fd_seek", "iIii", StreamCalls::fdSeek),
                    of("fd_tell", "ii", StreamCalls::fdTell),
                    of("fd_advise", "iIIi", DescriptorCalls::fdAdvise),
                    of("fd_allocate", "iII", DescriptorCalls::fdAllocate),
                    of("fd_close", "i", DescriptorCalls::fdClose),
                    of("fd_datasync", "i", DescriptorCalls::fdDatasync),
                    of("fd_sync", "i", DescriptorCalls::fdSync),
                    of("fd_fdstat_get", "ii", DescriptorCalls::fdFdstatGet),
                    of("fd_fdstat_set_flags", "ii", DescriptorCalls::fdFdstatSetFlags),
                    of("fd_fdstat_set_rights", "iII", DescriptorCalls::fdFdstatSetRights),
                    of("fd_filestat_get", "ii", DescriptorCalls::fdFilestatGet),
                    of("fd_filestat_set_size", "iI", DescriptorCalls::fdFilestatSetSize),
                    of("fd_filestat_set_times", "iIIi", DescriptorCalls::fdFilestatSetTimes),
                    of("fd_prestat_get", "ii", DescriptorCalls::fdPrestatGet),
                    of("fd_prestat_dir_name", "iii", DescriptorCalls::fdPrestatDirName),
                    of("fd_readdir", "iiiIi", DescriptorCalls::fdReaddir),
                    of("fd_renumber", "ii", DescriptorCalls::fdRenumber),
                    of("path_create_directory", "iii", PathCalls::createDirectory),
                    of("path_filestat_get", "iiiii", PathCalls::filestatGet),
                    of("path_filestat_set_times", "iiiiIIi", PathCalls::filestatSetTimes),
                    of("path_link", "iiiiiii", PathCalls::link),
                    of("path_open", "iiiiiIIii", PathCalls::open),
                    of("path_readlink", "iiiiii", PathCalls::readlink),
                    of("path_remove_directory", "iii", PathCalls::removeDirectory),
                    of("path_rename", "iiiiii", PathCalls::rename),
                    of("path_symlink", "iiiii", PathCalls::symlink),
                    of("path_unlink_file", "iii", PathCalls::unlinkFile),
                    of("sock_accept", "iii", SocketCalls::notASocket),
                    of("sock_recv", "iiiiii", SocketCalls::notASocket),
                    of("sock_send", "iiiii", SocketCalls::notASocket),
                    of("sock_shutdown", "ii", SocketCalls::notASocket))
            .collect(Collectors.toUnmodifiableMap(WasiFunction::name, Function.identity()));

    private WasiFunctions() {}

    public static Map<String, WasiFunction> byName() {
        return BY_NAME;
    }

    private static WasiFunction of(String name, String params, WasiFunction.Body body) {
        return new WasiFunction(name, params, true, body);
    }
}
