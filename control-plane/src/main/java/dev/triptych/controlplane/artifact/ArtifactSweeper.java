package dev.triptych.controlplane.artifact;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Lets bytes go that nobody needs, now and then. */
@Component
class ArtifactSweeper implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(ArtifactSweeper.class);

    private final ArtifactLibrary library;
    private final ArtifactProperties properties;
    private volatile boolean running;
    private Thread sweeper = Thread.ofVirtual().unstarted(() -> {});

    ArtifactSweeper(ArtifactLibrary library, ArtifactProperties properties) {
        this.library = library;
        this.properties = properties;
    }

    @Override
    public void start() {
        running = true;
        sweeper = Thread.ofVirtual().name("artifact-sweeper").start(this::sweepUntilStopped);
    }

    @Override
    public void stop() {
        running = false;
        sweeper.interrupt();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private void sweepUntilStopped() {
        while (running) {
            try {
                Thread.sleep(properties.sweepEvery());
                library.sweep();
            } catch (InterruptedException stopped) {
                return;
            } catch (IOException | UncheckedIOException e) {
                LOG.warn("bytes that nobody needs could not be let go; the next sweep tries again", e);
            }
        }
    }
}
