/** The service: one package per concern below this one, each a module of its own. */
@NullMarked
package dev.triptych.controlplane;

import org.jspecify.annotations.NullMarked;
