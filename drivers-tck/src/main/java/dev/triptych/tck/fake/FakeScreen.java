package dev.triptych.tck.fake;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * The server's side of RFB 3.8 (RFC 6143), of a screen with a single dot, without a password. Its clipboard holds whatever a client
 * puts there, and tells that client so.
 */
final class FakeScreen {
    private static final byte[] VERSION = "RFB 003.008\n".getBytes(US_ASCII);
    private static final byte[] NAME = "simulated".getBytes(US_ASCII);
    private static final byte NO_PASSWORD = 1;
    private static final int COLOURS = 16;
    private static final int MOST_TEXT = 1 << 20;
    private static final byte TEXT = 3;
    private static final int BEFORE_TEXT = 8;
    private static final byte[] DOT = {0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0};

    private final DataInputStream client;
    private final Consumer<byte[]> answer;

    FakeScreen(DataInputStream client, Consumer<byte[]> answer) {
        this.client = client;
        this.answer = answer;
    }

    /** Returns when what comes is no client's. */
    void serve() throws IOException {
        answer.accept(VERSION);
        if (!Arrays.equals(client.readNBytes(VERSION.length), VERSION)) {
            return;
        }
        answer.accept(new byte[] {1, NO_PASSWORD});
        if (client.readByte() != NO_PASSWORD) {
            return;
        }
        answer.accept(new byte[Integer.BYTES]);
        client.skipNBytes(1); // whether others may look too: they may
        answer.accept(ByteBuffer.allocate(2 * Short.BYTES + COLOURS + Integer.BYTES + NAME.length)
                .putShort((short) 1)
                .putShort((short) 1)
                .put(new byte[COLOURS])
                .putInt(NAME.length)
                .put(NAME)
                .array());
        while (message(client.readUnsignedByte())) {
            Thread.onSpinWait();
        }
    }

    /** Whether there is such a message. */
    private boolean message(int type) throws IOException {
        switch (type) {
            case 0 -> client.skipNBytes(19); // the format of dots
            case 2 -> {
                client.skipNBytes(1);
                client.skipNBytes((long) Integer.BYTES * client.readUnsignedShort()); // encodings
            }
            case 3 -> {
                client.skipNBytes(9);
                answer.accept(DOT);
            }
            case 4 -> client.skipNBytes(7); // a key
            case 5 -> client.skipNBytes(5); // the pointer
            case 6 -> {
                client.skipNBytes(3);
                int size = client.readInt();
                if (size < 0 || size > MOST_TEXT) {
                    return false;
                }
                answer.accept(ByteBuffer.allocate(BEFORE_TEXT + size)
                        .putInt(TEXT << 24)
                        .putInt(size)
                        .put(client.readNBytes(size))
                        .array());
            }
            default -> {
                return false;
            }
        }
        return true;
    }
}
