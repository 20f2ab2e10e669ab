package dev.triptych.gateway.wire;

/** What carries the bytes of a {@link Forward}. */
public enum Transport {
    TCP,
    UDP
}
