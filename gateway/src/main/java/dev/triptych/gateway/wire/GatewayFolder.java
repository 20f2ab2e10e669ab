package dev.triptych.gateway.wire;

import java.nio.file.Path;

/** What lies where in the folder of one gateway process, which belongs to its account alone. */
public record GatewayFolder(Path path) {

    /** Where it is called. */
    public Path socket() {
        return path.resolve("s");
    }

    /** {@link GatewaySettings}; the nonce is in it. */
    public Path settings() {
        return path.resolve("settings.json");
    }

    /** The process, written by it when it can be called. */
    public Path identity() {
        return path.resolve("process.json");
    }

    /** The last {@link GatewayTable}, without keys of certificates. */
    public Path table() {
        return path.resolve("table.json");
    }
}
