package dev.triptych.driver.wasm.engine;

/** A module ready to be run any number of times, by many threads at once, by the engine that loaded it. */
public interface CompiledModule {
    /** What its code takes, in bytes; shared by all who run it. */
    long codeBytes();
}
