package dev.triptych.driver.wasm.engine.wasmtime;

import dev.triptych.driver.wasm.engine.MemoryBudget;
import dev.triptych.driver.wasm.files.Errno;
import dev.triptych.driver.wasm.files.FileFault;
import dev.triptych.driver.wasm.wasi.GuestMemory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** One memory of one guest: address space for the most it may become, of which the beginning is usable. */
final class LinearMemory implements GuestMemory {
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** The memory of a guest that has none: every address is outside. */
    static final LinearMemory NONE = new LinearMemory(MemorySegment.NULL, 0, new MemoryBudget(0));

    private final MemorySegment all;
    private final long capacity;
    private MemoryBudget budget;
    private MemorySegment usable;

    private LinearMemory(MemorySegment all, long capacity, MemoryBudget budget) {
        this.all = all;
        this.capacity = capacity;
        this.budget = budget;
        this.usable = all.asSlice(0, 0);
    }

    /**
     * Maps one.
     *
     * @param capacity the most it may become without moving, in bytes; it never moves
     * @param guard bytes behind it that fault when they are touched
     * @return null when the budget or the kernel refuses
     */
    static @Nullable LinearMemory map(long minimum, long capacity, long guard, MemoryBudget budget) {
        MemorySegment all = Pages.reserve(capacity + guard);
        if (all == null) {
            return null;
        }
        LinearMemory made = new LinearMemory(all, capacity, budget);
        if (made.growTo(minimum)) {
            return made;
        }
        made.release();
        return null;
    }

    /** Gives it to another guest, as long as it was made and clear; whether that one's budget allows it. */
    boolean reuse(MemoryBudget of) {
        if (!of.take(pages(usable.byteSize()))) {
            of.refuse();
            return false;
        }
        budget = of;
        return true;
    }

    /** Makes every byte zero. */
    void clear() {
        usable.fill((byte) 0);
    }

    private static int pages(long bytes) {
        return Math.toIntExact((bytes + MemoryBudget.PAGE - 1) / MemoryBudget.PAGE);
    }

    /** Grows; whether the budget and the kernel allow it. */
    boolean growTo(long size) {
        long before = usable.byteSize();
        int pages = pages(size - before);
        if (size > capacity || !budget.take(pages)) {
            budget.refuse();
            return false;
        }
        if (!Pages.open(all.asSlice(before, size - before))) {
            budget.giveBack(pages);
            return false;
        }
        usable = all.asSlice(0, size);
        return true;
    }

    void release() {
        Pages.release(all);
    }

    long address() {
        return all.address();
    }

    long capacity() {
        return capacity;
    }

    @Override
    public long size() {
        return usable.byteSize();
    }

    @Override
    public byte readByte(int address) {
        return usable.get(ValueLayout.JAVA_BYTE, at(address, Byte.BYTES));
    }

    @Override
    public int readInt(int address) {
        return usable.get(INT, at(address, Integer.BYTES));
    }

    @Override
    public long readLong(int address) {
        return usable.get(LONG, at(address, Long.BYTES));
    }

    @Override
    public byte[] read(int address, int length) {
        return usable.asSlice(at(address, length), length).toArray(ValueLayout.JAVA_BYTE);
    }

    @Override
    public void writeByte(int address, int value) {
        usable.set(ValueLayout.JAVA_BYTE, at(address, Byte.BYTES), (byte) value);
    }

    @Override
    public void writeShort(int address, int value) {
        usable.set(SHORT, at(address, Short.BYTES), (short) value);
    }

    @Override
    public void writeInt(int address, int value) {
        usable.set(INT, at(address, Integer.BYTES), value);
    }

    @Override
    public void writeLong(int address, long value) {
        usable.set(LONG, at(address, Long.BYTES), value);
    }

    @Override
    public void write(int address, byte[] bytes) {
        MemorySegment.copy(bytes, 0, usable, ValueLayout.JAVA_BYTE, at(address, bytes.length), bytes.length);
    }

    private long at(int address, long length) {
        long start = Integer.toUnsignedLong(address);
        if (start + length > usable.byteSize()) {
            throw new FileFault(Errno.FAULT);
        }
        return start;
    }
}
