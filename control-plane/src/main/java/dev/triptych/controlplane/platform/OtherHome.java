package dev.triptych.controlplane.platform;

import java.nio.file.Path;
import org.springframework.boot.ExitCodeGenerator;

/** The database belongs to another home than the one of this process, which therefore may not work on it. */
public final class OtherHome extends RuntimeException implements ExitCodeGenerator {
    private static final long serialVersionUID = 1L;
    /** Wrong configuration (sysexits.h); starting again does not help. */
    private static final int WRONG_CONFIGURATION = 78;

    OtherHome(Path home) {
        super("TRIPTYCH_HOME " + home
                + " is not the home that this database belongs to: the artifacts, the secrets' key"
                + " and the logs that its records speak of are elsewhere. Set TRIPTYCH_HOME to the directory of the control"
                + " plane that led before (for a standby on another host: mount it there), or SPRING_DATASOURCE_URL to a"
                + " database of this home's own. If that directory is lost, start once with"
                + " TRIPTYCH_PLATFORM_REPLACEHOME=true; what lay in it stays lost.");
    }

    @Override
    public int getExitCode() {
        return WRONG_CONFIGURATION;
    }
}
