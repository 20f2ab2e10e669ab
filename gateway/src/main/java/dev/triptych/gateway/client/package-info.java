/** The service's side of the gateway: starts the process, finds it again, starts it anew when it dies, and speaks to it. */
@NullMarked
package dev.triptych.gateway.client;

import org.jspecify.annotations.NullMarked;
