package dev.triptych.spi;

/** An optional power of a driver, reached through {@link Driver#capability}. */
public interface Capability {}
