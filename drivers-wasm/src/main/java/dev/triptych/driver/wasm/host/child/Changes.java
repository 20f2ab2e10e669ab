package dev.triptych.driver.wasm.host.child;

import dev.triptych.process.Frame;
import dev.triptych.process.WireConnection;
import dev.triptych.spi.Observation;
import dev.triptych.spi.Registration;
import dev.triptych.spi.WorkloadKey;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.function.Consumer;

/**
 * What a listener has not been told yet: of each object the latest, so that a slow listener holds up no guest and makes
 * nothing pile up.
 */
final class Changes implements Consumer<Observation>, Registration {
    private final WireConnection connection;
    private final LinkedHashMap<WorkloadKey, Observation> waiting = new LinkedHashMap<>();
    private final Thread sender;

    private Changes(WireConnection connection) {
        this.connection = connection;
        this.sender = Thread.ofVirtual().name("wasm-changes").unstarted(this::sendAll);
    }

    static Changes sentTo(WireConnection connection) {
        Changes changes = new Changes(connection);
        changes.sender.start();
        return changes;
    }

    @Override
    public synchronized void accept(Observation observation) {
        waiting.put(observation.key(), observation);
        notifyAll();
    }

    private synchronized Observation next() throws InterruptedException {
        while (waiting.isEmpty()) {
            wait();
        }
        return waiting.pollFirstEntry().getValue();
    }

    private void sendAll() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                connection.send(Frame.Kind.OBSERVED, next());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            System.getLogger(Changes.class.getName()).log(System.Logger.Level.DEBUG, "A listener is gone", e);
        }
    }

    @Override
    public void close() {
        sender.interrupt();
    }
}
