package dev.triptych.driver.wasm.wasi;

import dev.triptych.driver.wasm.files.Errno;
import dev.triptych.driver.wasm.files.FileFault;
import dev.triptych.driver.wasm.wasi.WasiFunction.Args;
import java.util.concurrent.locks.LockSupport;

/** Waiting for time to pass or for a stream. Streams and files are always ready here, so only clocks make it wait. */
final class PollCall {
    private static final int SUBSCRIPTION_BYTES = 48;
    private static final int EVENT_BYTES = 32;
    private static final int MOST_SUBSCRIPTIONS = 4096;
    private static final int CLOCK = 0;
    private static final int ABSOLUTE = 1;

    private PollCall() {}

    static void pollOneoff(Preview1 host, GuestMemory memory, Args args) {
        int count = args.i(2);
        if (count <= 0 || count > MOST_SUBSCRIPTIONS) {
            throw new FileFault(Errno.INVAL);
        }
        memory.check(args.i(0), (long) count * SUBSCRIPTION_BYTES);
        memory.check(args.i(1), (long) count * EVENT_BYTES);
        long[] remaining = new long[count];
        long shortest = Long.MAX_VALUE;
        for (int i = 0; i < count; i++) {
            remaining[i] = remaining(host, memory, args.i(0) + i * SUBSCRIPTION_BYTES);
            shortest = Math.min(shortest, remaining[i]);
        }
        sleep(shortest);
        int events = 0;
        for (int i = 0; i < count; i++) {
            if (remaining[i] <= Math.max(0, shortest)) {
                writeEvent(host, memory, args.i(0) + i * SUBSCRIPTION_BYTES, args.i(1) + events * EVENT_BYTES);
                events++;
            }
        }
        memory.writeInt(args.i(3), events);
    }

    /** Nanoseconds until a subscription is due; 0 when it is. */
    private static long remaining(Preview1 host, GuestMemory memory, int subscription) {
        if (memory.readByte(subscription + 8) != CLOCK) {
            return 0;
        }
        long timeout = memory.readLong(subscription + 24);
        boolean absolute = (memory.readInt(subscription + 40) & ABSOLUTE) != 0;
        long left = absolute ? timeout - ProcessCalls.time(host, memory.readInt(subscription + 16)) : timeout;
        // A relative time-out is unsigned; what does not fit is longer than anybody waits.
        return left < 0 ? (absolute ? 0 : Long.MAX_VALUE) : left;
    }

    private static void sleep(long nanos) {
        long start = System.nanoTime();
        long left = nanos;
        while (left > 0) {
            Preview1.checkInterrupt();
            LockSupport.parkNanos(PollCall.class, left);
            left = nanos - (System.nanoTime() - start);
        }
        Preview1.checkInterrupt();
    }

    private static void writeEvent(Preview1 host, GuestMemory memory, int subscription, int event) {
        int type = memory.readByte(subscription + 8);
        memory.writeLong(event, memory.readLong(subscription));
        memory.writeLong(event + 8, 0);
        memory.writeLong(event + 16, 0);
        memory.writeLong(event + 24, 0);
        memory.writeShort(event + 8, error(host, memory, subscription, type).code());
        memory.writeByte(event + 10, type);
        if (type != CLOCK) {
            memory.writeLong(event + 16, 1);
        }
    }

    private static Errno error(Preview1 host, GuestMemory memory, int subscription, int type) {
        if (type == CLOCK) {
            return Errno.SUCCESS;
        }
        try {
            host.descriptor(memory.readInt(subscription + 16));
            return Errno.SUCCESS;
        } catch (FileFault e) {
            return e.errno();
        }
    }
}
