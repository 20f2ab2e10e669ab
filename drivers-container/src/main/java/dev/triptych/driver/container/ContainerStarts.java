package dev.triptych.driver.container;

import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotModifiedException;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.Moment;
import dev.triptych.spi.Observation;
import dev.triptych.spi.ObservedState;
import dev.triptych.spi.WorkloadKey;
import dev.triptych.spi.WorkloadSpec;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Starts containers: note, input, request, and as few questions after it as can be. */
final class ContainerStarts {
    private final Engine engine;
    private final Containers containers;
    private final ControlGroups groups;
    private final RunNotes notes;
    private final EngineTime time;
    private final After after;
    private final SharedNetwork shared;
    private final ContainerGuards guards;

    /**
     * What a start is told to, and what looks at its result.
     *
     * @param bounds what a start has to be prepared by
     * @param unchecked whether an image is known to have no health check
     */
    record After(
            Function<WorkloadKey, Observation> observe,
            ContainerLogs logs,
            IoBounds bounds,
            Predicate<String> unchecked) {}

    ContainerStarts(
            Engine engine,
            Containers containers,
            ControlGroups groups,
            RunNotes notes,
            EngineTime time,
            After after,
            SharedNetwork shared,
            ContainerGuards guards) {
        this.engine = engine;
        this.containers = containers;
        this.groups = groups;
        this.notes = notes;
        this.time = time;
        this.after = after;
        this.shared = shared;
        this.guards = guards;
    }

    Observation start(WorkloadSpec spec) {
        WorkloadKey key = spec.key();
        String id = containers.require(key);
        byte[] stdin = spec.program().stdin();
        if (stdin.length > 0) {
            Observation before = after.observe().apply(key);
            if (before.state() == ObservedState.RUNNING || before.state() == ObservedState.PAUSED) {
                return before; // a second connection to its input, when it closes, would end the first
            }
        }
        containers.startAsked(key);
        groups.beforeStart(spec);
        after.bounds().beforeStart(spec, engine.info());
        Instant askedAt = time.now();
        notes.startAsked(key, askedAt);
        try (StandardInput input = StandardInput.attach(engine, id, stdin)) {
            StartAnswer answer = spec.network().onSharedNetwork()
                    ? shared.start(
                            spec, id, () -> guards.start(spec, id, () -> requestStart(id, key)), StartAnswer::reason)
                    : requestStart(id, key);
            Observation seen = answer.began() && saysNothingMore(spec)
                    ? justStarted(spec, id, askedAt)
                    : after.observe().apply(key);
            DriverException refusal = answer.refusal();
            if (refusal != null && seen.state() != ObservedState.FAILED) {
                throw refusal;
            }
            if (refusal == null) {
                input.deliver();
            }
            after.logs().began(id, seen.incarnation());
            return seen;
        }
    }

    /** Whether a look at it would tell neither endpoints nor health. */
    private boolean saysNothingMore(WorkloadSpec spec) {
        boolean unchecked = SpecChecks.options(spec).program().healthCheckIgnored()
                || after.unchecked().test(CreateRequestMapper.image(spec).digest());
        return spec.ports().isEmpty() && unchecked && !spec.network().onSharedNetwork();
    }

    /**
     * The Engine's answer to a request to start; not begun and not refused means that it runs already.
     *
     * @param refusal why the runtime would not start it, which then is part of the container's state
     */
    private record StartAnswer(boolean began, @Nullable DriverException refusal) {
        Optional<DriverException> reason() {
            return Optional.ofNullable(refusal);
        }
    }

    private StartAnswer requestStart(String id, WorkloadKey key) {
        return engine.call("start the container", docker -> {
            try {
                docker.startContainerCmd(id).exec();
                return new StartAnswer(true, null);
            } catch (NotModifiedException runsAlready) {
                return new StartAnswer(false, null);
            } catch (DockerException refused) {
                DriverException reason = EngineErrorMapper.toDriverException("start the container", refused);
                if (reason.code() == DriverErrorCode.WORKLOAD_ABSENT) {
                    containers.forget(key);
                }
                if (reason.code() == DriverErrorCode.INVALID_SPEC || reason.code() == DriverErrorCode.BACKEND_REFUSED) {
                    return new StartAnswer(false, reason);
                }
                throw reason;
            }
        });
    }

    /**
     * What is known without asking, where no ports and no health are to be looked up. The Engine would make the question wait until it has cleaned up after a short
     * program, which takes it as long as half a start.
     */
    private Observation justStarted(WorkloadSpec spec, String id, Instant askedAt) {
        return new Observation(
                spec.key(),
                spec.name(),
                ObservedState.RUNNING,
                time.now(),
                askedAt.toString(),
                Moment.now(time.clock()),
                null,
                List.of(),
                List.of(),
                facts(spec, id));
    }

    /** What is known of a container without asking. */
    static Map<String, String> facts(WorkloadSpec spec, String id) {
        return Map.of(
                "backendId", id,
                "backendName", CreateRequestMapper.containerName(spec),
                "image", CreateRequestMapper.image(spec).digest());
    }
}
