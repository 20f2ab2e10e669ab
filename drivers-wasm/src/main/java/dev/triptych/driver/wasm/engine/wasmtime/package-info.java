/**
 * The engine {@code wasmtime}: the C API of libwasmtime through {@link java.lang.foreign}. The library is not part of this
 * build; where it is not found the engine is absent, with a reason.
 *
 * <p>Three rules keep the process whole. No exception leaves an upcall, for the JVM would end: it is noted in the run and
 * the guest gets a trap. Whatever the library is given stays allocated as long as it may be used. And a guest's memory
 * is mapped by us, so that its size is known on every thread and what is refused is known at all.
 */
@NullMarked
package dev.triptych.driver.wasm.engine.wasmtime;

import org.jspecify.annotations.NullMarked;
