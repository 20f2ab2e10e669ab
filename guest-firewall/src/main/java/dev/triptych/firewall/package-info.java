/**
 * What guests on a bridge of this host may open connections to: the rules, and that they are in the kernel. Which guests
 * there are, and when they start, is the matter of the drivers.
 */
@NullMarked
package dev.triptych.firewall;

import org.jspecify.annotations.NullMarked;
