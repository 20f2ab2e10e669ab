/**
 * Speaks HTTP for programs that cannot listen: one small server with many listeners, and the mapping of requests and
 * answers by CGI (RFC 3875). Knows no engine and no host; who runs the programs implements {@link
 * dev.triptych.driver.wasm.http.Site}.
 */
@NullMarked
package dev.triptych.driver.wasm.http;

import org.jspecify.annotations.NullMarked;
