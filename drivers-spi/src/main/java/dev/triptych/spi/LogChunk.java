package dev.triptych.spi;

/**
 * A piece of output: raw bytes, cut anywhere, at most 64 KiB.
 *
 * @param bytes not to be changed by anyone after delivery
 * @param receivedAt when the driver read it; the first of a job's standard output or error makes it ready
 * @param next where to go on after this chunk; opaque, valid for this incarnation
 */
@SuppressWarnings("ArrayRecordComponent") // passed on once, never compared
public record LogChunk(LogStream stream, byte[] bytes, Moment receivedAt, String next) {}
