/**
 * What the service and a wasm host say to each other over a Unix-domain socket: frames, the greeting, the calls, and the
 * passing of open directories. Knows neither who runs guests nor who starts processes.
 */
@NullMarked
package dev.triptych.driver.wasm.host.wire;

import org.jspecify.annotations.NullMarked;
