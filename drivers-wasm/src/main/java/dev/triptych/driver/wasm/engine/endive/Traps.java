package dev.triptych.driver.wasm.engine.endive;

import dev.triptych.driver.wasm.engine.GuestEnds;
import dev.triptych.driver.wasm.engine.Outcome;
import dev.triptych.driver.wasm.wasi.GuestEnd;
import java.util.Locale;
import run.endive.runtime.WasmException;
import run.endive.runtime.WasmInterruptedException;
import run.endive.wasm.WasmEngineException;

/** What ended a guest, in words that do not depend on the engine. */
final class Traps {
    private static final String[] KNOWN = {
        "out of bounds memory access",
        "out of bounds table access",
        "integer divide by zero",
        "integer overflow",
        "invalid conversion to integer",
        "indirect call type mismatch",
        "undefined element",
        "uninitialized element",
        "call stack exhausted",
        "unaligned atomic"
    };

    private Traps() {}

    static Outcome outcome(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case GuestEnd _, StackOverflowError _ -> {
                    return GuestEnds.outcome(cause).orElseThrow();
                }
                case WasmInterruptedException _ -> {
                    return new Outcome.Interrupted();
                }
                case WasmException _ -> {
                    return new Outcome.Trapped("uncaught exception");
                }
                default -> {
                    // Look at what caused it.
                }
            }
        }
        return thrown instanceof WasmEngineException || thrown instanceof ArithmeticException
                ? new Outcome.Trapped(word(String.valueOf(thrown.getMessage())))
                : new Outcome.EngineFailed(thrown);
    }

    private static String word(String message) {
        String lower = message.toLowerCase(Locale.ROOT);
        for (String known : KNOWN) {
            if (lower.contains(known)) {
                return known;
            }
        }
        if (lower.contains("unreachable")) {
            return "unreachable";
        }
        return lower.contains("divide by zero") || lower.contains("/ by zero") ? "integer divide by zero" : message;
    }
}
