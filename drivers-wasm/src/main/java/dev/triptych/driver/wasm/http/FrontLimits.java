package dev.triptych.driver.wasm.http;

import java.time.Duration;

/**
 * What clients may ask of the server.
 *
 * @param connections open at once, all listeners together; more are closed as they come
 * @param headBytes of a request's line and fields
 * @param bodyBytes of a request's body
 * @param headTime from the end of the answer before, or from the connection's begin, to the end of a request's head
 * @param idleTime without a byte moving, while one is waited for
 */
public record FrontLimits(int connections, int headBytes, long bodyBytes, Duration headTime, Duration idleTime) {}
