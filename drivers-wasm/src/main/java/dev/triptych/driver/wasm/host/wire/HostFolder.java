package dev.triptych.driver.wasm.host.wire;

import java.nio.file.Path;

/** What lies where in the folder of one wasm host, which belongs to its account alone. */
public record HostFolder(Path path) {

    /** Where it is called. */
    public Path socket() {
        return path.resolve("s");
    }

    /** Where open directories are handed over. */
    public Path descriptors() {
        return path.resolve("d");
    }

    /** {@link HostSettings}; the nonce is in it. */
    public Path settings() {
        return path.resolve("settings.json");
    }

    /** {@link ProcessIdentity}, written by the host when it can be called. */
    public Path identity() {
        return path.resolve("process.json");
    }

    /** Output and ends of guests. */
    public Path runs() {
        return path.resolve("runs");
    }

    public String name() {
        return String.valueOf(path.getFileName());
    }
}
