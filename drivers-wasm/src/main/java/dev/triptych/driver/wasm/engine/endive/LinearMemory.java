package dev.triptych.driver.wasm.engine.endive;

import dev.triptych.driver.wasm.engine.MemoryBudget;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;
import run.endive.runtime.ConstantEvaluators;
import run.endive.runtime.Instance;
import run.endive.runtime.Memory;
import run.endive.runtime.WasmRuntimeException;
import run.endive.wasm.UninstantiableException;
import run.endive.wasm.types.ActiveDataSegment;
import run.endive.wasm.types.DataSegment;
import run.endive.wasm.types.MemoryLimits;
import run.endive.wasm.types.PassiveDataSegment;

/**
 * A guest's memory in pages of 64 KiB. Endive's own has no budget, cannot tell a growth that its limit refused, and does
 * not look for an interrupt while it fills or copies gigabytes.
 *
 * <p>Accesses rely on Java's own bounds checks: a page that is not there is null or beyond the array.
 */
final class LinearMemory implements Memory {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int SHIFT = 16;
    private static final int MASK = PAGE_SIZE - 1;

    private final MemoryLimits limits;
    private final MemoryBudget budget;
    private final byte[][] pages;
    private final PageBlocks blocks;
    private int count;
    private boolean fresh = true;
    private DataSegment[] segments = {};

    /** @throws OverBudget when the module's minimum does not fit */
    LinearMemory(MemoryLimits limits, MemoryBudget budget) {
        this.limits = limits;
        this.budget = budget;
        this.pages = new byte[(int) Math.min(maximumPages(), budget.mostBytes() / PAGE_SIZE)][];
        this.blocks = new PageBlocks(pages);
        if (limits.initialPages() > pages.length || !allocate(limits.initialPages())) {
            throw new OverBudget();
        }
    }

    /** The module's minimum is beyond the budget. */
    static final class OverBudget extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private boolean allocate(int more) {
        if (!budget.take(more)) {
            return false;
        }
        int before = count;
        try {
            for (int i = 0; i < more; i++) {
                PageBlocks.interruptible(i);
                pages[before + i] = new byte[PAGE_SIZE];
            }
        } catch (OutOfMemoryError e) {
            Arrays.fill(pages, before, Math.min(before + more, pages.length), null);
            budget.giveBack(more);
            budget.refuse();
            return false;
        }
        count = before + more;
        return true;
    }

    @Override
    public int pages() {
        return count;
    }

    @Override
    public int grow(int more) {
        int before = count;
        if (more < 0 || (long) before + more > limits.maximumPages()) {
            return -1;
        }
        if (before + more > pages.length) {
            budget.refuse();
            return -1;
        }
        return allocate(more) ? before : -1;
    }

    @Override
    public int initialPages() {
        return limits.initialPages();
    }

    /** What the module may have by itself; the budget is smaller, and says so by refusing. */
    @Override
    public int maximumPages() {
        return Math.min(limits.maximumPages(), RUNTIME_MAX_PAGES);
    }

    @Override
    public boolean shared() {
        return false;
    }

    @Override
    public void initialize(Instance instance, DataSegment[] all) {
        initialize(instance, all, 0);
    }

    @Override
    public void initialize(Instance instance, DataSegment[] all, int index) {
        segments = all;
        for (DataSegment segment : all) {
            if (segment instanceof ActiveDataSegment active && active.index() == index) {
                int offset = (int) ConstantEvaluators.computeConstantValue(instance, active.offsetInstructions())[0];
                byte[] data = active.data();
                if (outside(offset, data.length)) {
                    throw new UninstantiableException("out of bounds memory access: a data segment does not fit");
                }
                write(offset, data, 0, data.length);
            }
        }
    }

    @Override
    public void initPassiveSegment(int segment, int to, int from, int size) {
        write(to, segments[segment].data(), from, size);
    }

    @Override
    public void drop(int segment) {
        segments[segment] = PassiveDataSegment.EMPTY;
    }

    @Override
    public void write(int address, byte[] data, int from, int size) {
        fresh = false;
        if (size < 0 || from < 0 || (long) from + size > data.length) {
            throw new WasmRuntimeException("out of bounds memory access: the segment ends before");
        }
        check(address, size);
        blocks.write(address, data, from, size);
    }

    @Override
    public byte[] readBytes(int address, int size) {
        check(address, size);
        return blocks.read(address, size);
    }

    @Override
    public void zero() {
        if (!fresh) {
            fill((byte) 0, 0, count * PAGE_SIZE);
        }
    }

    @Override
    public void fill(byte value, int from, int to) {
        fresh = false;
        check(from, to - from);
        blocks.fill(value, from, to);
    }

    @Override
    public void copy(int to, int from, int size) {
        fresh = false;
        check(to, size);
        check(from, size);
        blocks.copy(to, from, size);
    }

    private byte[] page(int address) {
        return pages[address >>> SHIFT];
    }

    private boolean outside(int address, int size) {
        return size < 0 || Integer.toUnsignedLong(address) + size > (long) count * PAGE_SIZE;
    }

    private void check(int address, int size) {
        if (outside(address, size)) {
            throw outOfBounds(address, size);
        }
    }

    private WasmRuntimeException outOfBounds(int address, int size) {
        return new WasmRuntimeException("out of bounds memory access: %d bytes at address %d of %d"
                .formatted(size, Integer.toUnsignedLong(address), (long) count * PAGE_SIZE));
    }

    private RuntimeException translated(RuntimeException e, int address, int size) {
        return e instanceof IndexOutOfBoundsException || e instanceof NullPointerException
                ? outOfBounds(address, size)
                : e;
    }

    @Override
    public byte read(int address) {
        try {
            return page(address)[address & MASK];
        } catch (RuntimeException e) {
            throw translated(e, address, 1);
        }
    }

    @Override
    public void writeByte(int address, byte value) {
        try {
            page(address)[address & MASK] = value;
        } catch (RuntimeException e) {
            throw translated(e, address, 1);
        }
    }

    @Override
    public short readShort(int address) {
        int offset = address & MASK;
        try {
            return offset <= PAGE_SIZE - Short.BYTES
                    ? (short) SHORT.get(page(address), offset)
                    : (short) acrossPages(address, Short.BYTES);
        } catch (RuntimeException e) {
            throw translated(e, address, Short.BYTES);
        }
    }

    @Override
    public long readU16(int address) {
        return Short.toUnsignedLong(readShort(address));
    }

    @Override
    public void writeShort(int address, short value) {
        int offset = address & MASK;
        try {
            if (offset <= PAGE_SIZE - Short.BYTES) {
                SHORT.set(page(address), offset, value);
            } else {
                acrossPages(address, value, Short.BYTES);
            }
        } catch (RuntimeException e) {
            throw translated(e, address, Short.BYTES);
        }
    }

    @Override
    public int readInt(int address) {
        int offset = address & MASK;
        try {
            return offset <= PAGE_SIZE - Integer.BYTES
                    ? (int) INT.get(page(address), offset)
                    : (int) acrossPages(address, Integer.BYTES);
        } catch (RuntimeException e) {
            throw translated(e, address, Integer.BYTES);
        }
    }

    @Override
    public void writeI32(int address, int value) {
        int offset = address & MASK;
        try {
            if (offset <= PAGE_SIZE - Integer.BYTES) {
                INT.set(page(address), offset, value);
            } else {
                acrossPages(address, value, Integer.BYTES);
            }
        } catch (RuntimeException e) {
            throw translated(e, address, Integer.BYTES);
        }
    }

    @Override
    public long readLong(int address) {
        int offset = address & MASK;
        try {
            return offset <= PAGE_SIZE - Long.BYTES
                    ? (long) LONG.get(page(address), offset)
                    : acrossPages(address, Long.BYTES);
        } catch (RuntimeException e) {
            throw translated(e, address, Long.BYTES);
        }
    }

    @Override
    public void writeLong(int address, long value) {
        int offset = address & MASK;
        try {
            if (offset <= PAGE_SIZE - Long.BYTES) {
                LONG.set(page(address), offset, value);
            } else {
                acrossPages(address, value, Long.BYTES);
            }
        } catch (RuntimeException e) {
            throw translated(e, address, Long.BYTES);
        }
    }

    private long acrossPages(int address, int size) {
        check(address, size);
        long value = 0;
        for (int i = size - 1; i >= 0; i--) {
            value = (value << Byte.SIZE) | (read(address + i) & 0xff);
        }
        return value;
    }

    private void acrossPages(int address, long value, int size) {
        check(address, size);
        for (int i = 0; i < size; i++) {
            writeByte(address + i, (byte) (value >>> (Byte.SIZE * i)));
        }
    }

    @Override
    public float readFloat(int address) {
        return Float.intBitsToFloat(readInt(address));
    }

    @Override
    public long readF32(int address) {
        return readInt(address);
    }

    @Override
    public void writeF32(int address, float value) {
        writeI32(address, Float.floatToRawIntBits(value));
    }

    @Override
    public double readDouble(int address) {
        return Double.longBitsToDouble(readLong(address));
    }

    @Override
    public long readF64(int address) {
        return readLong(address);
    }

    @Override
    public void writeF64(int address, double value) {
        writeLong(address, Double.doubleToRawLongBits(value));
    }

    @Override
    @SuppressWarnings("removal")
    public Object lock(int address) {
        return Objects.requireNonNull(pages);
    }

    /** Nobody else has this memory, so nobody could ever wake the guest. */
    @Override
    @SuppressWarnings("removal")
    public int waitOn(int address, int expected, long timeout) {
        throw new WasmRuntimeException("expected shared memory");
    }

    @Override
    @SuppressWarnings("removal")
    public int waitOn(int address, long expected, long timeout) {
        throw new WasmRuntimeException("expected shared memory");
    }

    @Override
    @SuppressWarnings("removal")
    public int notify(int address, int most) {
        return 0;
    }
}
