package dev.triptych.gateway.wire;

import java.util.List;

/**
 * What a gateway is told when it is started, and what the next service learns about it.
 *
 * @param installation whose it is
 * @param build what it is built from
 * @param nonce what a client must show
 * @param clients names of the users that may call it
 */
public record GatewaySettings(String installation, String build, String nonce, List<String> clients) {
    public GatewaySettings {
        clients = List.copyOf(clients);
    }

    @Override
    public String toString() {
        return "GatewaySettings[" + installation + ", " + build + "]";
    }
}
