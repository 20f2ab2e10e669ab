package dev.triptych.driver.wasm.host.kept;

import dev.triptych.spi.Exit;
import dev.triptych.spi.Usage;
import org.jspecify.annotations.Nullable;

/**
 * How an incarnation ended.
 *
 * @param usage what it cost; null when nobody could tell
 */
public record KeptEnd(Exit exit, @Nullable Usage usage) {}
