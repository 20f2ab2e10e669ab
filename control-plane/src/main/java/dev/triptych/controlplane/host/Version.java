package dev.triptych.controlplane.host;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/** The version of this service, as the build wrote it beside the classes. */
final class Version {
    static final String OF_THE_SERVICE = read();

    private Version() {}

    private static String read() {
        try (InputStream file = Version.class.getResourceAsStream("/triptych-version.properties")) {
            Properties version = new Properties();
            version.load(Objects.requireNonNull(file, "the build writes it"));
            return version.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException("the version cannot be read", e);
        }
    }
}
