/** What the control plane and the gateway say to each other, and what a table of services is. */
@NullMarked
package dev.triptych.gateway.wire;

import org.jspecify.annotations.NullMarked;
