package dev.triptych.spi;

/**
 * Where a declared port can be reached from the host.
 *
 * @param host an IP address that the backend assigned; never one that the guest reported
 */
public record Endpoint(String portName, PortProtocol protocol, String host, int port) {}
