package dev.triptych.process;

import java.io.IOException;

/**
 * One message: what it is, and its content as JSON.
 *
 * @param body at most {@link WireConnection#MOST_BYTES} long
 */
@SuppressWarnings("ArrayRecordComponent") // decoded once, never compared
public record Frame(Kind kind, byte[] body) {

    /** What a message is, and the letter for it on the wire. */
    public enum Kind {
        /** The first message of a client. */
        HELLO('h'),
        /** The host's answer to it. */
        WELCOME('w'),
        CALL('c'),
        /** What a call came to. */
        DONE('d'),
        /** Why a call failed. */
        FAILED('f'),
        /** Of a followed log: a piece of output. */
        CHUNK('o'),
        /** Of a followed log: something is missing. */
        GAP('g'),
        /** Of a followed log: nothing more will come. */
        ENDED('e'),
        /** To a listener: a change. */
        OBSERVED('n');

        private final byte letter;

        Kind(char letter) {
            this.letter = (byte) letter;
        }

        public byte letter() {
            return letter;
        }

        public static Kind of(byte letter) throws IOException {
            for (Kind kind : values()) {
                if (kind.letter == letter) {
                    return kind;
                }
            }
            throw new IOException("a message of the unknown kind " + letter);
        }
    }

    /** The content as a value of a type. */
    public <T> T as(Class<T> type) throws IOException {
        return WireFormat.decode(body, type);
    }
}
