@NullMarked
package dev.triptych.driver.wasm.host.remote;

import org.jspecify.annotations.NullMarked;
