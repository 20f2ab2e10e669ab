package dev.triptych.controlplane.dispatch;

import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.SharedNaming;
import dev.triptych.spi.SharedNaming.NamedNetwork;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * How the shared network is now, told in bounded time. One question at a time is on its way; who asks meanwhile waits for the
 * same answer, so that a backend that hangs holds up one thread and no more. Backends' libraries block the thread that calls
 * them: so it is one of the platform's.
 */
@Component
class NetworkLooks {
    private static final Logger LOG = LoggerFactory.getLogger(NetworkLooks.class);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final SharedNames names;
    private @Nullable FutureTask<Optional<NamedNetwork>> asked;

    NetworkLooks(SharedNames names) {
        this.names = names;
    }

    /**
     * What was seen.
     *
     * @param network null when it is not there, or cannot be asked for
     * @param lack why nobody is reached on it now, with the remedy; null when it is up
     */
    record Look(@Nullable NamedNetwork network, @Nullable String lack) {}

    /**
     * Looks, and waits two seconds at most.
     *
     * @throws DriverException {@link DriverErrorCode#INTERRUPTED}
     */
    Look look() {
        Optional<SharedNaming> naming = names.naming();
        if (naming.isEmpty()) {
            return new Look(
                    null,
                    "No driver of this installation knows the network. It comes with the driver of virtual machines.");
        }
        try {
            return question(naming.get())
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .map(network -> new Look(network, lack(network)))
                    .orElseGet(
                            () -> new Look(null, "This host has no such network. Run ./triptych up, which makes it."));
        } catch (TimeoutException hanging) {
            return new Look(
                    null,
                    "The backend of the network did not answer within " + PATIENCE.toSeconds()
                            + " s. See what GET /host says of the driver of virtual machines.");
        } catch (ExecutionException failed) {
            return new Look(null, told(failed));
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
            throw new DriverException(DriverErrorCode.INTERRUPTED, "Interrupted while looking at the network.");
        }
    }

    private synchronized FutureTask<Optional<NamedNetwork>> question(SharedNaming naming) {
        FutureTask<Optional<NamedNetwork>> before = asked;
        if (before != null && !before.isDone()) {
            return before;
        }
        FutureTask<Optional<NamedNetwork>> question = new FutureTask<>(naming::lookAtNetwork);
        asked = question;
        Thread.ofPlatform().daemon().name("network-look").start(question);
        return question;
    }

    private static String told(ExecutionException failed) {
        if (failed.getCause() instanceof DriverException refused) {
            LOG.debug("the shared network cannot be looked at: {}", refused.internalDetail(), refused);
            return sentence(refused.safeMessage());
        }
        throw new IllegalStateException("the shared network cannot be looked at", failed.getCause());
    }

    /** Drivers tell reasons; a sentence begins with a capital and ends with a stop. */
    private static String sentence(String reason) {
        String begun = Character.toUpperCase(reason.charAt(0)) + reason.substring(1);
        return begun.endsWith(".") ? begun : begun + ".";
    }

    private static @Nullable String lack(NamedNetwork network) {
        if (!network.active()) {
            return "It is not up. The first workload that is put on it starts it.";
        }
        return network.subnet() == null
                ? "Its bridge " + network.bridge() + " is not there, or has no IPv4 address with a prefix of 16 to 28."
                        + " Stop the network in its backend, and start it again."
                : null;
    }
}
