@NullMarked
package dev.triptych.driver.wasm.host.child;

import org.jspecify.annotations.NullMarked;
