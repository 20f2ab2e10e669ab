package dev.triptych.driver.wasm.wasi;

import dev.triptych.driver.wasm.files.Errno;
import dev.triptych.driver.wasm.files.FileFault;

/**
 * One host function.
 *
 * @param params one letter for each parameter: {@code i} for 32 bits, {@code I} for 64
 * @param answers whether it returns an error number; {@code proc_exit} returns nothing
 */
public record WasiFunction(String name, String params, boolean answers, Body body) {

    /** Runs it. An error becomes the number that the guest gets; only {@link GuestEnd} leaves as exception. */
    public int call(Preview1 host, GuestMemory memory, long[] args) {
        try {
            body.run(host, memory, new Args(args));
            return Errno.SUCCESS.code();
        } catch (FileFault e) {
            return e.errno().code();
        }
    }

    /** What it does; a {@link FileFault} becomes the guest's answer. */
    @FunctionalInterface
    public interface Body {
        void run(Preview1 host, GuestMemory memory, Args args);
    }

    /** Arguments by position. */
    @SuppressWarnings("ArrayRecordComponent") // lives for one call
    public record Args(long[] values) {
        int i(int index) {
            return (int) values[index];
        }

        long l(int index) {
            return values[index];
        }

        boolean flag(int index, int mask) {
            return (values[index] & mask) != 0;
        }
    }
}
