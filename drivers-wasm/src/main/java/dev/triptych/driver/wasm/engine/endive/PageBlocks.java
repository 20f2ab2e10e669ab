package dev.triptych.driver.wasm.engine.endive;

import static run.endive.runtime.Memory.PAGE_SIZE;

import java.util.Arrays;
import run.endive.runtime.WasmInterruptedException;

/** Fills, copies and carries ranges of a memory's pages, piece by piece. Whether a range is there is for the caller to see. */
final class PageBlocks {
    private static final int SHIFT = 16;
    private static final int MASK = PAGE_SIZE - 1;
    private static final int PAGES_BETWEEN_CHECKS = 64;

    private final byte[][] pages;

    /** @param pages those of the memory itself; more may come to be there */
    PageBlocks(byte[][] pages) {
        this.pages = pages;
    }

    private byte[] page(int address) {
        return pages[address >>> SHIFT];
    }

    void write(int address, byte[] data, int from, int size) {
        int done = 0;
        while (done < size) {
            int at = address + done;
            int piece = Math.min(size - done, PAGE_SIZE - (at & MASK));
            System.arraycopy(data, from + done, page(at), at & MASK, piece);
            done += piece;
        }
    }

    byte[] read(int address, int size) {
        byte[] bytes = new byte[size];
        int done = 0;
        while (done < size) {
            int at = address + done;
            int piece = Math.min(size - done, PAGE_SIZE - (at & MASK));
            System.arraycopy(page(at), at & MASK, bytes, done, piece);
            done += piece;
        }
        return bytes;
    }

    void fill(byte value, int from, int to) {
        for (int at = from, n = 0; at < to; n++) {
            int piece = Math.min(to - at, PAGE_SIZE - (at & MASK));
            Arrays.fill(page(at), at & MASK, (at & MASK) + piece, value);
            at += piece;
            interruptible(n);
        }
    }

    void copy(int to, int from, int size) {
        if (to > from) {
            copyDown(to, from, size);
        } else {
            copyUp(to, from, size);
        }
    }

    private void copyUp(int to, int from, int size) {
        for (int done = 0, n = 0; done < size; n++) {
            int source = from + done;
            int target = to + done;
            int room = PAGE_SIZE - Math.max(source & MASK, target & MASK);
            int piece = Math.min(size - done, room);
            System.arraycopy(page(source), source & MASK, page(target), target & MASK, piece);
            done += piece;
            interruptible(n);
        }
    }

    /** From the end, because the ranges may overlap with the target behind the source. */
    private void copyDown(int to, int from, int size) {
        for (int left = size, n = 0; left > 0; n++) {
            int source = from + left - 1;
            int target = to + left - 1;
            int piece = Math.min(left, Math.min(source & MASK, target & MASK) + 1);
            int first = left - piece;
            System.arraycopy(page(from + first), (from + first) & MASK, page(to + first), (to + first) & MASK, piece);
            left = first;
            interruptible(n);
        }
    }

    /** Looks for an interrupt now and then; pieces are counted from 0. */
    static void interruptible(int piece) {
        if (piece % PAGES_BETWEEN_CHECKS == PAGES_BETWEEN_CHECKS - 1) {
            checkInterrupt();
        }
    }

    private static void checkInterrupt() {
        if (Thread.currentThread().isInterrupted()) {
            throw new WasmInterruptedException("interrupted");
        }
    }
}
