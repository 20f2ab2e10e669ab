@NullMarked
package dev.triptych.driver.wasm.http;

import org.jspecify.annotations.NullMarked;
