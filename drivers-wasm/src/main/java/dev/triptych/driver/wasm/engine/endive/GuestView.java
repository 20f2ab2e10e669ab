package dev.triptych.driver.wasm.engine.endive;

import dev.triptych.driver.wasm.wasi.GuestMemory;
import run.endive.runtime.Memory;

/** A guest's memory as host functions use it. */
record GuestView(Memory memory) implements GuestMemory {

    @Override
    public long size() {
        return (long) memory.pages() * Memory.PAGE_SIZE;
    }

    @Override
    public byte readByte(int address) {
        check(address, Byte.BYTES);
        return memory.read(address);
    }

    @Override
    public int readInt(int address) {
        check(address, Integer.BYTES);
        return memory.readInt(address);
    }

    @Override
    public long readLong(int address) {
        check(address, Long.BYTES);
        return memory.readLong(address);
    }

    @Override
    public byte[] read(int address, int length) {
        check(address, length);
        return memory.readBytes(address, length);
    }

    @Override
    public void writeByte(int address, int value) {
        check(address, Byte.BYTES);
        memory.writeByte(address, (byte) value);
    }

    @Override
    public void writeShort(int address, int value) {
        check(address, Short.BYTES);
        memory.writeShort(address, (short) value);
    }

    @Override
    public void writeInt(int address, int value) {
        check(address, Integer.BYTES);
        memory.writeI32(address, value);
    }

    @Override
    public void writeLong(int address, long value) {
        check(address, Long.BYTES);
        memory.writeLong(address, value);
    }

    @Override
    public void write(int address, byte[] bytes) {
        check(address, bytes.length);
        memory.write(address, bytes, 0, bytes.length);
    }
}
