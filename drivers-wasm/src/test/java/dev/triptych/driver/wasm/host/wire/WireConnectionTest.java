package dev.triptych.driver.wasm.host.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.triptych.process.Frame;
import dev.triptych.process.WireConnection;
import dev.triptych.spi.WorkloadId;
import dev.triptych.spi.WorkloadKey;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Frames: what is whole passes, and nothing makes the reader hold more than the bound. */
class WireConnectionTest {
    private static final WorkloadKey KEY = new WorkloadKey(new WorkloadId(UUID.randomUUID()), 7);

    /** Answers a few bytes at a time, as sockets may. */
    private record Bytes(InputStream in, ByteArrayOutputStream out) implements ByteChannel {
        static Bytes of(byte... bytes) {
            return new Bytes(new ByteArrayInputStream(bytes), new ByteArrayOutputStream());
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            byte[] some = in.readNBytes(Math.min(3, target.remaining()));
            target.put(some);
            return some.length == 0 && target.hasRemaining() ? -1 : some.length;
        }

        @Override
        public int write(ByteBuffer source) {
            byte[] some = new byte[Math.min(5, source.remaining())];
            source.get(some);
            out.writeBytes(some);
            return some.length;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
            // nothing to let go of
        }
    }

    private static byte[] message(HostCall call) throws IOException {
        Bytes channel = Bytes.of();
        new WireConnection(channel).send(Frame.Kind.CALL, call);
        return channel.out().toByteArray();
    }

    @Test
    void aCallArrivesAsItWasSent() throws IOException {
        HostCall call = new HostCall.Follow(KEY, null, "12");
        WireConnection receiver = new WireConnection(Bytes.of(message(call)));
        Frame frame = receiver.receive();
        assertThat(frame).isNotNull();
        assertThat(frame.kind()).isEqualTo(Frame.Kind.CALL);
        assertThat(frame.as(HostCall.class)).isEqualTo(call);
        assertThat(receiver.receive()).isNull();
    }

    @Test
    void aStrangerCannotAnnounceMuch() throws IOException {
        byte[] header = ByteBuffer.allocate(5)
                .putInt(WireConnection.MOST_BYTES_OF_STRANGERS + 1)
                .put(Frame.Kind.HELLO.letter())
                .array();
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> new WireConnection(Bytes.of(header)).receive())
                .withMessageContaining("the most is " + WireConnection.MOST_BYTES_OF_STRANGERS);
        WireConnection trusted = new WireConnection(Bytes.of(header));
        trusted.trust();
        assertThatExceptionOfType(EOFException.class).isThrownBy(trusted::receive);
    }

    @Test
    void lengthsThatCannotBeAreRefused() {
        for (int length : new int[] {0, -1, Integer.MIN_VALUE, WireConnection.MOST_BYTES + 1, Integer.MAX_VALUE}) {
            byte[] header =
                    ByteBuffer.allocate(5).putInt(length).put((byte) 'c').array();
            WireConnection connection = new WireConnection(Bytes.of(header));
            connection.trust();
            assertThatExceptionOfType(IOException.class)
                    .as("length %d", length)
                    .isThrownBy(connection::receive)
                    .withMessageContaining("the most is");
        }
    }

    @Test
    void aMessageThatBreaksOffIsAnError() throws IOException {
        byte[] whole = message(new HostCall.Observe(KEY));
        for (int length = 1; length < whole.length; length++) {
            WireConnection connection = new WireConnection(Bytes.of(Arrays.copyOf(whole, length)));
            assertThatExceptionOfType(IOException.class).as("%d bytes", length).isThrownBy(connection::receive);
        }
    }

    @Test
    void unknownKindsAndCallsAreErrorsThatQuoteNothing() {
        byte[] unknown = ByteBuffer.allocate(5).putInt(1).put((byte) 'z').array();
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> new WireConnection(Bytes.of(unknown)).receive());
        byte[] secret = "{\"call\":\"Sing\",\"env\":\"hush\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> new Frame(Frame.Kind.CALL, secret).as(HostCall.class))
                .satisfies(e -> assertThat(e.toString()).doesNotContain("hush"))
                .withNoCause();
    }

    @Test
    void whatIsTooLongIsNotSent() {
        String text = "x".repeat(WireConnection.MOST_BYTES);
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> new WireConnection(Bytes.of()).send(Frame.Kind.DONE, new Failure.Said(text)));
    }
}
