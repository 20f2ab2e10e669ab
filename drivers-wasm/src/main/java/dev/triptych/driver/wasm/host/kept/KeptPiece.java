package dev.triptych.driver.wasm.host.kept;

import dev.triptych.spi.LogStream;
import dev.triptych.spi.Moment;

/**
 * Consecutive bytes of one stream in a file.
 *
 * @param position of the first byte: how many the incarnation had written before, to both streams together
 * @param offset of the first byte in the file
 */
public record KeptPiece(LogStream stream, Moment at, long position, int length, long offset) {}
