/**
 * The data plane: takes connections, finds the service, chooses a backend and carries bytes both ways, as much as the other
 * side takes. Everything of one exchange happens on one event loop.
 */
@NullMarked
package dev.triptych.gateway.proxy;

import org.jspecify.annotations.NullMarked;
