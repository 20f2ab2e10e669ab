package dev.triptych.spi;

/** What is spoken on a port. {@code HTTP} is TCP that a probe or a gateway may speak HTTP to. */
public enum PortProtocol {
    HTTP,
    TCP,
    UDP
}
