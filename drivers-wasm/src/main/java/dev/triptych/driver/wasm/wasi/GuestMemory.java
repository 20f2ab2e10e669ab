package dev.triptych.driver.wasm.wasi;

import dev.triptych.driver.wasm.files.Errno;
import dev.triptych.driver.wasm.files.FileFault;

/**
 * The linear memory of a guest as host functions use it: little-endian, addresses unsigned.
 *
 * <p>Every access outside the memory throws {@link FileFault} with {@link Errno#FAULT}, which the guest gets as answer.
 */
public interface GuestMemory {
    /** The size now, in bytes. */
    long size();

    byte readByte(int address);

    int readInt(int address);

    long readLong(int address);

    byte[] read(int address, int length);

    void writeByte(int address, int value);

    void writeShort(int address, int value);

    void writeInt(int address, int value);

    void writeLong(int address, long value);

    void write(int address, byte[] bytes);

    /** Refuses a range that is not wholly inside. */
    default void check(int address, long length) {
        if (length < 0 || Integer.toUnsignedLong(address) + length > size()) {
            throw new FileFault(Errno.FAULT);
        }
    }
}
