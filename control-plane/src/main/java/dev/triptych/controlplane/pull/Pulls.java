package dev.triptych.controlplane.pull;

import dev.triptych.controlplane.dispatch.ImagePulls;
import dev.triptych.controlplane.dispatch.ImagePulls.Credentials;
import dev.triptych.controlplane.dispatch.ImagePulls.Wanted;
import dev.triptych.controlplane.dispatch.ImagesProperties;
import dev.triptych.controlplane.platform.Actor;
import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.LeadGuard;
import dev.triptych.controlplane.platform.TriptychException;
import dev.triptych.controlplane.platform.TriptychException.LimitReached;
import dev.triptych.controlplane.platform.TriptychException.NotFound;
import dev.triptych.controlplane.platform.UuidV7;
import dev.triptych.controlplane.pull.Pull.Failure;
import dev.triptych.controlplane.pull.Pull.Outcome;
import dev.triptych.controlplane.pull.Pull.State;
import dev.triptych.spi.ImagePulling.Progress;
import dev.triptych.spi.ImagePulling.PulledImage;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/** Fetches images from the registries that may be asked, a few at a time, each until it is here or given up. */
@Component
public class Pulls {
    private static final Logger LOG = LoggerFactory.getLogger(Pulls.class);
    private static final Actor SYSTEM = new Actor("system", "");

    private final ImagePulls images;
    private final Registries registries;
    private final PullRows rows;
    private final PullRecord record;
    private final ImagesProperties properties;
    private final LeadGuard lead;
    private final Clock clock;
    private final Map<UUID, PullRun> runs = new ConcurrentHashMap<>();
    /** Held while one begins or ends, so that what is on record and what is under way agree for whoever holds it. */
    private final ReentrantLock changes = new ReentrantLock();

    private volatile boolean closing;

    Pulls(
            ImagePulls images,
            Registries registries,
            PullRows rows,
            PullRecord record,
            ImagesProperties properties,
            LeadGuard lead,
            Clock clock) {
        this.images = images;
        this.registries = registries;
        this.rows = rows;
        this.record = record;
        this.properties = properties;
        this.lead = lead;
        this.clock = clock;
    }

    /** The registries that images may be pulled from, by name. */
    public List<String> registries() {
        return registries.allowed();
    }

    /**
     * Begins one, unless the very same is under way, which is answered then. Nothing is changed by what is refused.
     *
     * @param platform null for the host's own
     * @param credentials null without any
     * @throws TriptychException {@link ErrorCode#SOURCE_INVALID}, {@link ErrorCode#REGISTRY_NOT_ALLOWED},
     *     {@link ErrorCode#REGISTRY_UNREACHABLE} when its name means no address, {@link ErrorCode#SOURCE_NOT_FOUND} without the secret,
     *     {@link ErrorCode#TOO_MANY_REQUESTS}, {@link ErrorCode#DRIVER_UNAVAILABLE} or {@link ErrorCode#BACKEND_TIMEOUT}
     */
    public Pull begin(String reference, @Nullable String platform, @Nullable Credentials credentials, Actor actor) {
        lead.require();
        ImageAddress address = ImageAddress.parse(reference);
        registries.require(address);
        Wanted wanted = new Wanted(address.repository(), address.version(), platform, credentials);
        images.require(wanted);
        Pull pull = new Pull(
                UuidV7.next(),
                address.reference(),
                platform,
                credentials,
                State.PULLING,
                Progress.NONE,
                clock.instant(),
                actor.name(),
                null);
        changes.lock();
        try {
            Optional<Pull> same = runs.values().stream()
                    .map(PullRun::pull)
                    .filter(other -> isSame(other, pull))
                    .findFirst();
            return same.orElseGet(() -> begin(pull, wanted, actor));
        } finally {
            changes.unlock();
        }
    }

    private static boolean isSame(Pull one, Pull other) {
        return one.state() == State.PULLING
                && one.reference().equals(other.reference())
                && Objects.equals(one.platform(), other.platform())
                && Objects.equals(one.credentials(), other.credentials());
    }

    private Pull begin(Pull pull, Wanted wanted, Actor actor) {
        int most = properties.pulls().most();
        if (runs.size() >= most) {
            throw new LimitReached(
                    ErrorCode.TOO_MANY_REQUESTS,
                    most + " images are being pulled, as many as may be. Wait until one is here, or cancel one."
                            + " triptych.images.pulls.most sets the number.");
        }
        record.wanted(pull, actor);
        PullRun run = new PullRun(pull, actor, properties.pulls(), listener -> images.pull(wanted, listener, actor));
        runs.put(pull.id(), run);
        run.start();
        Thread.ofVirtual().name("pull-watch-" + pull.id()).start(() -> watch(run));
        return pull;
    }

    private void watch(PullRun run) {
        try {
            PulledImage pulled = follow(run);
            end(
                    run,
                    State.SUCCEEDED,
                    new Outcome(clock.instant(), pulled.image().digest(), pulled.repoDigest(), null));
        } catch (GivenUp e) {
            run.breakOff();
            end(run, State.FAILED, failed(e.failure));
        } catch (CancellationException e) {
            if (!closing) {
                end(run, State.CANCELLED, new Outcome(clock.instant(), null, null, null));
            }
        } catch (ExecutionException e) {
            end(run, State.FAILED, failed(failure(e)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Failure failure(ExecutionException failed) {
        if (failed.getCause() instanceof TriptychException refusal) {
            return new Failure(refusal.code(), refusal.safeMessage());
        }
        LOG.error("an image could not be pulled", failed.getCause());
        return new Failure(ErrorCode.INTERNAL_ERROR, "The service failed to pull it; its log says more.");
    }

    private Outcome failed(Failure failure) {
        return new Outcome(clock.instant(), null, null, failure);
    }

    private static final class GivenUp extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient Failure failure;

        GivenUp(Failure failure) {
            this.failure = failure;
        }
    }

    /** Tells its progress now and then, and gives it up at its bounds. */
    private PulledImage follow(PullRun run) throws InterruptedException, ExecutionException, GivenUp {
        Progress told = Progress.NONE;
        while (true) {
            Optional<PulledImage> pulled = run.await(properties.pulls().tellEvery());
            if (pulled.isPresent()) {
                return pulled.get();
            }
            Optional<Failure> exceeded = run.exceeded();
            if (exceeded.isPresent()) {
                throw new GivenUp(exceeded.get());
            }
            Pull now = run.pull();
            if (!now.progress().equals(told)) {
                told = now.progress();
                tell(now, run.actor());
            }
        }
    }

    private void tell(Pull now, Actor actor) {
        try {
            record.progressed(now, actor);
        } catch (TriptychException | DataAccessException notNow) {
            LOG.debug("the progress of a pull is told later", notNow);
        }
    }

    private void end(PullRun run, State state, Outcome outcome) {
        run.end(run.pull().ended(state, run.pull().progress(), outcome));
        try {
            settle(run);
        } catch (TriptychException | DataAccessException notNow) {
            LOG.warn("the end of a pull is put on record later: {}", notNow.getMessage());
        }
    }

    private void settle(PullRun run) {
        changes.lock();
        try {
            Pull ended = run.ended().orElseThrow();
            if (runs.containsKey(ended.id())) {
                record.ended(ended, run.actor());
                runs.remove(ended.id());
            }
        } finally {
            changes.unlock();
        }
    }

    /** Puts on record what could not be before, and that pulls which nobody follows have ended with who began them. */
    void settle() {
        runs.values().stream().filter(run -> run.ended().isPresent()).forEach(this::settle);
        changes.lock();
        try {
            for (Pull open : rows.open()) {
                if (!runs.containsKey(open.id())) {
                    record.ended(
                            open.ended(
                                    State.FAILED,
                                    open.progress(),
                                    failed(new Failure(
                                            ErrorCode.PULL_INTERRUPTED,
                                            "The service ended while it was being pulled. Pull it again."))),
                            SYSTEM);
                }
            }
        } finally {
            changes.unlock();
        }
    }

    /** Has all that are under way given up. They stay on record as they are, for the next start to settle. */
    void close() {
        closing = true;
        runs.values().forEach(PullRun::breakOff);
    }

    /** Newest first: what is under way, and the latest of what has ended. */
    public List<Pull> list() {
        return rows.all().stream().map(this::latest).toList();
    }

    /**
     * One of them.
     *
     * @throws NotFound {@link ErrorCode#PULL_NOT_FOUND}
     */
    public Pull get(String id) {
        return latest(find(id));
    }

    private Pull latest(Pull onRecord) {
        PullRun run = runs.get(onRecord.id());
        return run == null ? onRecord : run.pull();
    }

    private Pull find(String id) {
        try {
            return rows.find(UUID.fromString(id)).orElseThrow(() -> absent(id));
        } catch (IllegalArgumentException e) {
            throw absent(id);
        }
    }

    private static NotFound absent(String id) {
        return new NotFound(ErrorCode.PULL_NOT_FOUND, "There is no pull \"" + id + "\". GET /images/pulls lists them.");
    }

    /**
     * Ends one early; one that has ended stays as it is. What of its layers had arrived whole, the container engine may keep.
     *
     * @throws NotFound {@link ErrorCode#PULL_NOT_FOUND}
     */
    public Pull cancel(String id, Actor actor) {
        lead.require();
        Pull pull = find(id);
        PullRun run = runs.get(pull.id());
        if (run != null) {
            run.cancel(actor);
        }
        return get(id);
    }
}
