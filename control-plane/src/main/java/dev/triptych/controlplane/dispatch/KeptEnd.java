package dev.triptych.controlplane.dispatch;

import java.io.ByteArrayOutputStream;

/** The end of a stream of bytes: the last of them, up to a bound. */
public final class KeptEnd {
    private final int most;
    private ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private boolean truncated;

    KeptEnd(int most) {
        this.most = most;
    }

    void add(byte[] bytes) {
        kept.writeBytes(bytes);
        if (kept.size() > 2 * most) {
            cut();
        }
    }

    private void cut() {
        if (kept.size() > most) {
            byte[] all = kept.toByteArray();
            kept = new ByteArrayOutputStream(2 * most);
            kept.write(all, all.length - most, most);
            truncated = true;
        }
    }

    /** At most as many as the bound says. */
    public byte[] bytes() {
        cut();
        return kept.toByteArray();
    }

    /** Whether there was more before them. */
    public boolean truncated() {
        cut();
        return truncated;
    }
}
