/** Tests of the whole service through its HTTP port, with a real PostgreSQL and the real Wasm driver. */
@NullMarked
package dev.triptych.controlplane.http;

import org.jspecify.annotations.NullMarked;
