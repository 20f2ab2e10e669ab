package dev.triptych.driver.wasm.files;

/** A regular file that a guest has open. */
public final class GuestFile implements GuestNode {
    private static final byte[] SELF = {};

    private final int descriptor;
    private final boolean readOnly;
    private final Durability durability;
    private boolean append;

    GuestFile(int descriptor, boolean readOnly, boolean append, Durability durability) {
        this.descriptor = descriptor;
        this.readOnly = readOnly;
        this.append = append;
        this.durability = durability;
    }

    /**
     * Reads at most 64 KiB.
     *
     * @param offset where, or -1 for the file's own position, which then moves
     * @return what was read; empty at the end
     */
    public byte[] read(int length, long offset) {
        return Libc.read(descriptor, length, offset);
    }

    /** Writes as much as the kernel takes at once, and says how much; offset as in {@link #read}. */
    public int write(byte[] bytes, long offset) {
        return Libc.write(descriptor, bytes, offset);
    }

    /**
     * Moves the position.
     *
     * @param whence 0 from the start, 1 from the position, 2 from the end
     * @return the new position
     */
    public long seek(long offset, int whence) {
        return Libc.seek(descriptor, offset, whence);
    }

    public void resize(long size) {
        Libc.truncate(descriptor, size);
    }

    /** As it was opened; that cannot be changed later. */
    public Durability durability() {
        return durability;
    }

    public boolean append() {
        return append;
    }

    public void setAppend(boolean on) {
        Libc.setStatusFlags(descriptor, on ? OpenFlags.APPEND : 0);
        append = on;
    }

    @Override
    public FileStat stat() {
        return Libc.statAt(descriptor, SELF);
    }

    @Override
    public void setTimes(FileTimes times) {
        if (readOnly) {
            throw new FileFault(Errno.ROFS);
        }
        Libc.setTimesAt(descriptor, SELF, times);
    }

    @Override
    public void sync(boolean metadata) {
        Libc.sync(descriptor, metadata);
    }

    @Override
    public void close() {
        Libc.close(descriptor);
    }
}
