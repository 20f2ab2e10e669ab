package dev.triptych.gateway.wire;

/** Why a client was not let in, or its call failed. */
public record Refused(String message) {}
