package dev.triptych.spi;

import java.time.Duration;

/** Creates and starts by one request, for backends where each request is a good part of a start. */
public interface OneStepStart extends Capability {

    /**
     * Does what {@link Driver#create} and then {@link Driver#start} would do.
     *
     * <p>Idempotent and marked as they are. The output of this start is kept from its first byte, so that it can be
     * followed by its incarnation from then on without a gap.
     *
     * @throws DriverException as {@link Driver#create} and {@link Driver#start}; the object may be there afterwards
     */
    Begun begin(WorkloadSpec spec);

    /**
     * A start, on the backend's own clock.
     *
     * @param createdAt when the object was there and not started
     * @param startedAt when the program was let go, not before {@code createdAt}; when it ran before, when that was seen
     * @param observation as {@link Driver#start} answers
     */
    record Begun(Moment createdAt, Moment startedAt, Observation observation) {

        /** One that the observation tells of; what it says of an earlier start is not this one's. */
        public static Begun of(Moment createdAt, Observation seen, Moment seenAt) {
            Moment told = seen.startedAt();
            return told == null
                            || told.since(createdAt).map(Duration::isNegative).orElse(true)
                    ? new Begun(createdAt, seenAt, seen)
                    : new Begun(createdAt, told, seen);
        }
    }
}
