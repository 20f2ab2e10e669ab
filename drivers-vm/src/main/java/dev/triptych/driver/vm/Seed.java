package dev.triptych.driver.vm;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What the guest's init is told: {@code TPTSEED1}, the size of the rest, then numbers and length-prefixed texts, all
 * little endian (src/main/c/seed.c reads it). It travels on a disk of its own, because a command line can be read by
 * everybody.
 *
 * @param address proposed IPv4 address, four bytes; all zero for none
 * @param searchDomain what names of one part end with; empty for none
 * @param secret known to init and us alone
 * @param disk whether what the machine writes goes to a disk
 */
@SuppressWarnings("ArrayRecordComponent") // written once, never compared
record Seed(
        byte[] address,
        int acknowledgeMillis,
        byte[] secret,
        String hostname,
        String user,
        String directory,
        List<String> command,
        Map<String, String> environment,
        byte[] input,
        List<String> shares,
        boolean disk,
        String searchDomain) {
    private static final int SECTOR = 512;
    private static final int NETWORK = 1;
    private static final int DISK = 2;

    /** The same with a domain in which names of one part are looked for. */
    Seed searching(String domain) {
        return new Seed(
                address,
                acknowledgeMillis,
                secret,
                hostname,
                user,
                directory,
                command,
                environment,
                input,
                shares,
                disk,
                domain);
    }

    byte[] toBytes() {
        Writer body = new Writer();
        body.number(disk ? NETWORK | DISK : NETWORK);
        body.bytes(address);
        body.number(acknowledgeMillis);
        body.bytes(secret);
        body.text(hostname);
        body.text(user);
        body.text(directory);
        body.texts(command);
        body.texts(environment.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .sorted()
                .toList());
        body.number(input.length);
        body.bytes(input);
        body.texts(shares);
        body.text(searchDomain);
        Writer seed = new Writer();
        seed.bytes("TPTSEED1".getBytes(StandardCharsets.US_ASCII));
        seed.number(body.bytes.size());
        seed.bytes(body.bytes.toByteArray());
        byte[] whole = seed.bytes.toByteArray();
        return Arrays.copyOf(whole, (whole.length + SECTOR - 1) / SECTOR * SECTOR);
    }

    private static final class Writer {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        void bytes(byte[] content) {
            bytes.writeBytes(content);
        }

        void number(int value) {
            bytes(ByteBuffer.allocate(Integer.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(value)
                    .array());
        }

        void text(String text) {
            byte[] content = text.getBytes(StandardCharsets.UTF_8);
            number(content.length);
            bytes(content);
        }

        void texts(List<String> texts) {
            number(texts.size());
            texts.forEach(this::text);
        }
    }
}
