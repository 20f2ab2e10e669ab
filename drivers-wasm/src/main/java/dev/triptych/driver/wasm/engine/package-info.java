/**
 * What every Wasm engine can do, in a few small interfaces, and the cache of compiled modules in front of them. Knows no
 * engine; each lives in a package of its own below this one and passes the contract in the tests' {@code EngineContract}.
 */
@NullMarked
package dev.triptych.driver.wasm.engine;

import org.jspecify.annotations.NullMarked;
