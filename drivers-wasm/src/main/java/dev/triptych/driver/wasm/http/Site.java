package dev.triptych.driver.wasm.http;

/** Answers the requests that come in at a listener. */
@FunctionalInterface
public interface Site {
    /** Takes a request, and returns soon; the answer may be given later, from any thread. */
    void serve(Exchange exchange);
}
