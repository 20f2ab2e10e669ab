package dev.triptych.controlplane.access;

import java.util.Optional;

/** Hands out the values of secrets, to dispatch alone. */
public interface SecretVault {

    boolean exists(String name);

    /** The value; empty when there is no such secret. Never to be logged, stored or put into a message. */
    Optional<String> reveal(String name);
}
