package dev.triptych.tck;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.triptych.spi.InteractiveSession;
import dev.triptych.spi.InteractiveSession.Output;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** As much of a client of RFB 3.8 (RFC 6143) as it takes to see that there is a screen, and that it is drawn. */
public final class RfbClient {
    private static final byte NONE = 1;
    private static final byte REQUEST = 3;
    private static final byte ALL = (byte) 0xff;

    private final InteractiveSession session;
    private byte[] unread = new byte[0];

    public RfbClient(InteractiveSession session) {
        this.session = session;
    }

    /** In pixels. */
    public record Screen(String version, int width, int height) {}

    /** From the first byte to the server's description of its screen. */
    public Screen handshake() {
        String version = new String(take(12), US_ASCII);
        session.write(version.getBytes(US_ASCII));
        byte[] securityTypes = take(take(1)[0]);
        if (Arrays.binarySearch(securityTypes, NONE) < 0) {
            throw new AssertionError("it wants a password: " + Arrays.toString(securityTypes));
        }
        session.write(new byte[] {NONE});
        if (!Arrays.equals(take(4), new byte[4])) {
            throw new AssertionError("it refused");
        }
        session.write(new byte[] {0}); // who comes alone would shut others out
        byte[] size = take(4);
        byte[] rest = take(20);
        byte[] _ = take((number(rest, 16) << 16) | number(rest, 18)); // its name
        return new Screen(version, number(size, 0), number(size, 2));
    }

    /** Asks for the whole picture, as large as it may be. */
    public void ask() {
        session.write(new byte[] {REQUEST, 0, 0, 0, 0, 0, ALL, ALL, ALL, ALL});
    }

    /** Asks for the whole picture and waits until it begins to come. */
    public void awaitPicture() {
        ask();
        byte[] update = take(4);
        if (update[0] != 0 || number(update, 2) == 0) {
            throw new AssertionError("this is no picture: " + Arrays.toString(update));
        }
    }

    private static int number(byte[] bytes, int at) {
        return (Byte.toUnsignedInt(bytes[at]) << 8) | Byte.toUnsignedInt(bytes[at + 1]);
    }

    private byte[] take(int count) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(unread);
        while (all.size() < count) {
            Output piece = session.read();
            if (piece == null) {
                throw new AssertionError("it ended");
            }
            all.writeBytes(piece.bytes());
        }
        byte[] bytes = all.toByteArray();
        unread = Arrays.copyOfRange(bytes, count, bytes.length);
        return Arrays.copyOf(bytes, count);
    }
}
