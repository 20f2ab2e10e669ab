package dev.triptych.driver.wasm.engine;

import dev.triptych.driver.wasm.wasi.GuestEnd;
import java.util.Optional;

/** How a guest ended that was ended from inside a function of the host, whichever engine called it. */
public final class GuestEnds {
    private GuestEnds() {}

    /** The outcome for what was thrown there; empty when it means something to the engine alone. */
    public static Optional<Outcome> outcome(Throwable thrown) {
        return switch (thrown) {
            case GuestEnd.Exited exit -> Optional.of(new Outcome.Exited(exit.code()));
            case GuestEnd.LimitReached limit ->
                Optional.of(new Outcome.LimitReached(limit.reason(), String.valueOf(limit.getMessage())));
            case GuestEnd.Interrupted _ -> Optional.of(new Outcome.Interrupted());
            case StackOverflowError _ -> Optional.of(new Outcome.Trapped("call stack exhausted"));
            default -> Optional.empty();
        };
    }
}
