package dev.triptych.process;

/**
 * The first message of a connection, from the client.
 *
 * @param version of the protocol that the client speaks
 * @param nonce what only they know who may read the host's folder
 */
public record Hello(int version, String nonce) {
    /** The protocol that this build speaks. Fields and calls may be added to it; anything else is a new version. */
    public static final int VERSION = 1;

    @Override
    public String toString() {
        return "Hello[" + version + "]";
    }
}
