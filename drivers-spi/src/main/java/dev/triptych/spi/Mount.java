package dev.triptych.spi;

import java.nio.file.Path;

/**
 * A directory of the host that the guest sees.
 *
 * @param directory exists, absolute, and below the roots that the control plane allows
 * @param guestPath absolute, normalised, never {@code /}
 */
public record Mount(Path directory, String guestPath, boolean readOnly) {}
