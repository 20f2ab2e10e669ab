package dev.triptych.gateway.wire;

/** What a service speaks. */
public enum Protocol {
    HTTP,
    TCP
}
