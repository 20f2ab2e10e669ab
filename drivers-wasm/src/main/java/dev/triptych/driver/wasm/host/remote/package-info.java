/**
 * The service's side of wasm hosts: starts them as processes with few rights, speaks to them, finds them again, and knows
 * which workload is where.
 */
@NullMarked
package dev.triptych.driver.wasm.host.remote;

import org.jspecify.annotations.NullMarked;
