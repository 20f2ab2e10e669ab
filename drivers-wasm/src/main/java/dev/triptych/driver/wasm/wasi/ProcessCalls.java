package dev.triptych.driver.wasm.wasi;

import dev.triptych.driver.wasm.files.Errno;
import dev.triptych.driver.wasm.files.FileFault;
import dev.triptych.driver.wasm.wasi.WasiFunction.Args;
import java.util.List;

/** Arguments, environment, clocks, random bytes and the end of the process. */
final class ProcessCalls {
    private static final int REALTIME = 0;
    private static final int MONOTONIC = 1;
    private static final int PROCESS_CPU = 2;
    private static final int THREAD_CPU = 3;
    private static final long RESOLUTION_NANOS = 1_000;
    private static final int RANDOM_PIECE = 64 * 1024;
    private static final int EXIT_MASK = 0xff;

    private ProcessCalls() {}

    static void argsGet(Preview1 host, GuestMemory memory, Args args) {
        writeTexts(memory, host.args(), args.i(0), args.i(1));
    }

    static void argsSizesGet(Preview1 host, GuestMemory memory, Args args) {
        writeSizes(memory, host.args(), args.i(0), args.i(1));
    }

    static void environGet(Preview1 host, GuestMemory memory, Args args) {
        writeTexts(memory, host.env(), args.i(0), args.i(1));
    }

    static void environSizesGet(Preview1 host, GuestMemory memory, Args args) {
        writeSizes(memory, host.env(), args.i(0), args.i(1));
    }

    static void clockResGet(Preview1 host, GuestMemory memory, Args args) {
        switch (args.i(0)) {
            case REALTIME, MONOTONIC, PROCESS_CPU, THREAD_CPU -> memory.writeLong(args.i(1), RESOLUTION_NANOS);
            default -> throw new FileFault(Errno.INVAL);
        }
    }

    static void clockTimeGet(Preview1 host, GuestMemory memory, Args args) {
        memory.writeLong(args.i(2), time(host, args.i(0)));
    }

    static long time(Preview1 host, int clock) {
        return switch (clock) {
            case REALTIME -> host.realtime();
            case MONOTONIC -> host.monotonic();
            case PROCESS_CPU, THREAD_CPU -> host.cpuTime();
            default -> throw new FileFault(Errno.INVAL);
        };
    }

    static void randomGet(Preview1 host, GuestMemory memory, Args args) {
        long length = Integer.toUnsignedLong(args.i(1));
        memory.check(args.i(0), length);
        for (long done = 0; done < length; done += RANDOM_PIECE) {
            Preview1.checkInterrupt();
            byte[] piece = new byte[(int) Math.min(RANDOM_PIECE, length - done)];
            Preview1.fillRandom(piece);
            memory.write((int) (args.i(0) + done), piece);
        }
    }

    @SuppressWarnings("ThreadPriorityCheck") // it is the guest who asks
    static void schedYield(Preview1 host, GuestMemory memory, Args args) {
        Thread.yield();
    }

    /** There is nobody to raise a signal for. */
    @SuppressWarnings("DoNotCallSuggester") // called through the table of functions
    static void procRaise(Preview1 host, GuestMemory memory, Args args) {
        throw new FileFault(Errno.NOTSUP);
    }

    /** Codes wrap to 8 bits, as they do for a process. */
    @SuppressWarnings("DoNotCallSuggester") // called through the table of functions
    static void procExit(Preview1 host, GuestMemory memory, Args args) {
        throw new GuestEnd.Exited(args.i(0) & EXIT_MASK);
    }

    private static void writeSizes(GuestMemory memory, List<byte[]> texts, int count, int bytes) {
        memory.writeInt(count, texts.size());
        memory.writeInt(bytes, texts.stream().mapToInt(text -> text.length + 1).sum());
    }

    private static void writeTexts(GuestMemory memory, List<byte[]> texts, int pointers, int buffer) {
        int pointer = pointers;
        int at = buffer;
        for (byte[] text : texts) {
            memory.writeInt(pointer, at);
            memory.write(at, text);
            memory.writeByte(at + text.length, 0);
            pointer += Integer.BYTES;
            at += text.length + 1;
        }
    }
}
