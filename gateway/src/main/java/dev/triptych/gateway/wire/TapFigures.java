package dev.triptych.gateway.wire;

/**
 * What a tap counted.
 *
 * @param seen requests that were kept or are under way
 * @param dropped requests that there was no room or no time for
 * @param tooLong requests with a longer body than is kept
 */
public record TapFigures(long seen, long dropped, long tooLong) {}
