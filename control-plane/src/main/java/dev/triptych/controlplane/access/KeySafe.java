package dev.triptych.controlplane.access;

/** Encrypts what is not a secret of its own but must not be readable in the database, with the key of the secrets. */
public interface KeySafe {

    /**
     * Encrypts a value.
     *
     * @param name the only one that it can be opened under
     */
    byte[] seal(String name, String value);

    /** The value. Never to be logged, stored or put into a message. */
    String open(String name, byte[] sealed);
}
