package dev.triptych.driver.wasm.host;

import dev.triptych.spi.Observation;
import dev.triptych.spi.Registration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Who hears of changes. One that fails keeps the others from nothing. */
public final class Listeners {
    private final List<Consumer<Observation>> all = new CopyOnWriteArrayList<>();

    public Registration add(Consumer<Observation> listener) {
        all.add(listener);
        return () -> all.remove(listener);
    }

    public void tell(Observation observation) {
        for (Consumer<Observation> listener : all) {
            try {
                listener.accept(observation);
            } catch (RuntimeException e) {
                System.getLogger(Listeners.class.getName()).log(System.Logger.Level.WARNING, "A listener failed", e);
            }
        }
    }
}
