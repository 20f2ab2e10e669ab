package dev.triptych.driver.wasm.host;

import dev.triptych.driver.wasm.wasi.GuestOutput;

/** The end of an output, the rest forgotten. */
final class TailBuffer implements GuestOutput {
    private final int mostBytes;
    private byte[] kept = {};

    TailBuffer(int mostBytes) {
        this.mostBytes = mostBytes;
    }

    @Override
    public synchronized void write(byte[] bytes) {
        int fromNew = Math.min(mostBytes, bytes.length);
        int fromKept = Math.min(mostBytes - fromNew, kept.length);
        byte[] joined = new byte[fromKept + fromNew];
        System.arraycopy(kept, kept.length - fromKept, joined, 0, fromKept);
        System.arraycopy(bytes, bytes.length - fromNew, joined, fromKept, fromNew);
        kept = joined;
    }

    synchronized byte[] bytes() {
        return kept.clone();
    }
}
