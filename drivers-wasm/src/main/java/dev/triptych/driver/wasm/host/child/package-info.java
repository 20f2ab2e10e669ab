/** The wasm host as a process of its own: it serves the in-process host to those who know its folder. */
@NullMarked
package dev.triptych.driver.wasm.host.child;

import org.jspecify.annotations.NullMarked;
