package dev.triptych.driver.wasm.wasi;

import dev.triptych.driver.wasm.files.Errno;
import dev.triptych.driver.wasm.files.FileFault;
import dev.triptych.driver.wasm.wasi.WasiFunction.Args;

/**
 * Sockets: there are none. Interpreters and standard libraries import these functions whether a program uses them or
 * not, so they are there; since no guest is ever given a socket, no descriptor is one.
 */
final class SocketCalls {
    private SocketCalls() {}

    static void notASocket(Preview1 host, GuestMemory memory, Args args) {
        host.descriptor(args.i(0));
        throw new FileFault(Errno.NOTSOCK);
    }
}
