package dev.triptych.controlplane.platform;

/**
 * Who caused something: a token's name with the address of the socket, or the service itself.
 *
 * @param name a token's name, or {@code system}
 * @param address the remote address of the socket, never one from a header; {@code local} for the service itself
 */
public record Actor(String name, String address) {
    /** The service acting by itself: reconciliation, deadlines. */
    public static final Actor SYSTEM = new Actor("system", "local");

    @Override
    public String toString() {
        return name + "@" + address;
    }
}
