package dev.triptych.gateway.client;

import java.nio.file.Path;

/**
 * Where a gateway is and whose.
 *
 * @param installation whose it is
 * @param home the folder {@code gateway} is made in
 * @param account the user that it runs as when we are root
 */
public record GatewayPlace(String installation, Path home, String account) {}
