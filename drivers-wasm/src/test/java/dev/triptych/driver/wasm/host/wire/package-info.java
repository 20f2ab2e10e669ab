@NullMarked
package dev.triptych.driver.wasm.host.wire;

import org.jspecify.annotations.NullMarked;
