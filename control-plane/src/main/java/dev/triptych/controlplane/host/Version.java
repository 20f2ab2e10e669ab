package dev.triptych.controlplane.host;

import java.util.Objects;

/** The version of this service, as the build wrote it into the manifest. */
final class Version {
    /** {@code dev} when run from classes that no jar holds. */
    static final String OF_THE_SERVICE =
            Objects.requireNonNullElse(Version.class.getPackage().getImplementationVersion(), "dev");

    private Version() {}
}
