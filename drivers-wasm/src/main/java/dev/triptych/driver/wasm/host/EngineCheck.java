package dev.triptych.driver.wasm.host;

import dev.triptych.driver.wasm.engine.Engine;
import dev.triptych.driver.wasm.engine.Rehearsal;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Lets each engine rehearse on a guest's thread, and remembers what went wrong. */
final class EngineCheck implements Runnable {
    private final List<Engine> engines;
    private final Clock clock;
    private volatile @Nullable String problem;

    EngineCheck(List<Engine> engines, Clock clock) {
        this.engines = engines;
        this.clock = clock;
    }

    /** Begins; the answer comes to {@link #problem} in a while. */
    void begin(Consumer<Runnable> threads) {
        threads.accept(this);
    }

    @Override
    public void run() {
        for (Engine engine : engines) {
            try {
                Rehearsal.of(engine, clock).ifPresent(why -> problem = engine.name() + ": " + why);
            } catch (RuntimeException | LinkageError e) {
                System.getLogger(EngineCheck.class.getName())
                        .log(System.Logger.Level.ERROR, "The engine " + engine.name() + " does not work here", e);
                problem = engine.name() + ": its rehearsal failed, and the log says how";
            }
        }
    }

    /** What is wrong with an engine, as far as it is known by now; null when nothing is. */
    @Nullable
    String problem() {
        return problem;
    }
}
