package dev.triptych.driver.wasm.http;

/** One field of a head; names compare without case. */
public record Header(String name, String value) {
    boolean is(String other) {
        return name.equalsIgnoreCase(other);
    }
}
