/** The edge: HTTP in, problem details out. It reads, checks and maps, and decides nothing. */
@NullMarked
package dev.triptych.controlplane.web;

import org.jspecify.annotations.NullMarked;
