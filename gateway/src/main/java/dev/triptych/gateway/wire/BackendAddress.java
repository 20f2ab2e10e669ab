package dev.triptych.gateway.wire;

/**
 * Where a part of a service's requests goes.
 *
 * @param key tells backends of one service apart; statistics go on under it when the address changes
 * @param host an IP address, never a name
 * @param port 1 to 65535
 * @param weight 0: gets no new requests
 */
public record BackendAddress(String key, String host, int port, int weight) {}
