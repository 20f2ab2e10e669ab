package dev.triptych.gateway.client;

import dev.triptych.gateway.client.GatewayLauncher.Running;
import dev.triptych.gateway.wire.Applied;
import dev.triptych.gateway.wire.CapturedAnswer;
import dev.triptych.gateway.wire.Captures;
import dev.triptych.gateway.wire.GatewayCall;
import dev.triptych.gateway.wire.GatewayFigures;
import dev.triptych.gateway.wire.GatewayTable;
import dev.triptych.process.Deadlines;
import dev.triptych.process.WireConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The gateway as a process of its own: found when an earlier service has started it, started when there is none, and started
 * again with its last table as soon as it dies.
 */
public final class GatewayProcess implements Gateway {
    private static final System.Logger LOG = System.getLogger(GatewayProcess.class.getName());
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration STARTING = Duration.ofSeconds(20);
    private static final Duration ENDING = Duration.ofSeconds(15);

    private final GatewayPlace place;
    private final Deadlines deadlines = new Deadlines();
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable GatewayLink link;
    private @Nullable GatewayTable last;
    private @Nullable WireConnection held;
    private final Condition changed = lock.newCondition();
    private boolean wanted;
    private volatile boolean closed;

    private GatewayProcess(GatewayPlace place) {
        this.place = place;
    }

    /**
     * Begins to look for the gateway and to watch over it; waits for nothing. When there is none, the first table starts
     * it.
     */
    public static GatewayProcess open(GatewayPlace place) {
        GatewayProcess process = new GatewayProcess(place);
        Thread.ofPlatform().daemon().name("gateway-watch").start(process::watch);
        return process;
    }

    @Override
    public Applied apply(GatewayTable table) throws GatewayUnavailable {
        lock.lock();
        try {
            GatewayLink to = awaitLink();
            Applied applied = to.call(new GatewayCall.Apply(table), Applied.class);
            last = table;
            return applied;
        } catch (IOException e) {
            throw new GatewayUnavailable("The gateway cannot be reached.", e);
        } finally {
            lock.unlock();
        }
    }

    private GatewayLink awaitLink() throws GatewayUnavailable {
        wanted = true;
        changed.signalAll();
        long left = STARTING.toNanos();
        try {
            while (link == null && !closed && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return link();
    }

    @Override
    public boolean running() {
        lock.lock();
        try {
            return link != null;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public GatewayFigures figures() throws GatewayUnavailable {
        return ask(new GatewayCall.Count(), GatewayFigures.class);
    }

    @Override
    public Captures watch(GatewayCall.Watch watch) throws GatewayUnavailable {
        return ask(watch, Captures.class);
    }

    @Override
    public CapturedAnswer send(GatewayCall.Send request) throws GatewayUnavailable {
        return ask(request, CapturedAnswer.class);
    }

    private <T> T ask(GatewayCall call, Class<T> answer) throws GatewayUnavailable {
        try {
            return link().call(call, answer);
        } catch (IOException e) {
            throw new GatewayUnavailable("The gateway cannot be reached.", e);
        }
    }

    /** Ends the gateway of a home, when there is one, and waits until it has. */
    public static void end(GatewayPlace place) throws IOException, InterruptedException {
        Running running = new GatewayLauncher(place).find().orElse(null);
        if (running == null) {
            return;
        }
        try (Deadlines deadlines = new Deadlines()) {
            end(new GatewayLink(running, deadlines));
        }
    }

    private static void end(GatewayLink link) throws IOException, InterruptedException {
        Map<?, ?> _ = link.call(new GatewayCall.End(), Map.class);
        long deadline = System.nanoTime() + ENDING.toNanos();
        while (link.alive() && System.nanoTime() - deadline < 0) {
            Thread.sleep(PAUSE.dividedBy(50));
        }
    }

    private GatewayLink link() throws GatewayUnavailable {
        lock.lock();
        try {
            GatewayLink present = link;
            if (present == null) {
                throw new GatewayUnavailable("The gateway is being started.", new IOException("no process yet"));
            }
            return present;
        } finally {
            lock.unlock();
        }
    }

    private void watch() {
        while (!closed) {
            try {
                awaitNeed();
                GatewayLink present = join();
                WireConnection connection = present.connect();
                held = connection;
                try (connection) {
                    present.hold(connection);
                }
                forget(present);
            } catch (IOException e) {
                if (!closed) {
                    LOG.log(System.Logger.Level.WARNING, "The gateway cannot be reached: {0}", e.toString());
                    pause();
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Returns when there is a gateway, or there has to be one. */
    private void awaitNeed() throws IOException, InterruptedException {
        lock.lock();
        try {
            wanted |= new GatewayLauncher(place).find().isPresent();
            while (!wanted && !closed) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
        if (closed) {
            throw new InterruptedException();
        }
    }

    private void forget(GatewayLink gone) {
        lock.lock();
        try {
            if (link == gone) {
                link = null;
            }
        } finally {
            lock.unlock();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The gateway that runs, or a new one with the last table. One of another build makes room for this build's. */
    private GatewayLink join() throws IOException, InterruptedException {
        lock.lock();
        try {
            GatewayLauncher launcher = new GatewayLauncher(place);
            GatewayProgram program = launcher.program();
            Running found = launcher.find().orElse(null);
            if (found != null && !found.settings().build().equals(program.build())) {
                end(new GatewayLink(found, deadlines));
                found = null;
            }
            GatewayLink fresh = new GatewayLink(found == null ? launcher.launch(program) : found, deadlines);
            if (found == null && last != null) {
                Applied _ = fresh.call(new GatewayCall.Apply(last), Applied.class);
            }
            link = fresh;
            changed.signalAll();
            return fresh;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        closed = true;
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        WireConnection connection = held;
        if (connection != null) {
            try {
                connection.close();
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "A connection could not be closed", e);
            }
        }
        deadlines.close();
    }
}
