/** The gateway as a process: its folder, its socket, and the table that it keeps for the next start. */
@NullMarked
package dev.triptych.gateway.child;

import org.jspecify.annotations.NullMarked;
