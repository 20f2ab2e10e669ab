package dev.triptych.spi;

import java.nio.file.Path;
import java.time.Clock;

/**
 * What the control plane gives every driver.
 *
 * @param home {@code TRIPTYCH_HOME}, absolute and existing; a driver keeps its own things in a folder of its own below it
 * @param clock the only source of wall-clock time for a driver
 */
public record DriverContext(InstallationId installation, Path home, Clock clock) {}
