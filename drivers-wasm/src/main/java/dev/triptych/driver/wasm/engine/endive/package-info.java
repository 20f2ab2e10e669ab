/** The engine that is always there: Endive compiles modules to Java bytecode. Nothing outside this package knows it. */
@NullMarked
package dev.triptych.driver.wasm.engine.endive;

import org.jspecify.annotations.NullMarked;
