package dev.triptych.controlplane.reconcile;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How patient the reconciler is.
 *
 * @param sweepEvery how often every backend is asked for all that it has
 * @param sampleEvery how often usage is measured while a workload runs
 * @param stopGrace what a program is given to end by itself when it is asked to
 * @param limitGrace the same when it has used up its time already
 * @param logDrain how long the recording of an end waits for the end of the output while none of it comes
 * @param shortJob how long the recording of a start waits for a job that may be over in a moment
 * @param showStageAfter a step that takes longer than this is put on record while it goes on
 * @param prepareDeadline the longest that pulling, converting and compiling may take
 * @param startDeadline the longest that a backend may take to create and start an object, over all attempts of a run
 * @param stopMargin the longest that a backend may take to stop or remove an object, beyond the grace
 * @param closing how long the end of the service waits for steps under way
 */
@ConfigurationProperties("triptych.reconcile")
public record ReconcileProperties(
        @DefaultValue("10s") Duration sweepEvery,
        @DefaultValue("5s") Duration sampleEvery,
        @DefaultValue("10s") Duration stopGrace,
        @DefaultValue("1s") Duration limitGrace,
        @DefaultValue("2s") Duration logDrain,
        @DefaultValue("3ms") Duration shortJob,
        @DefaultValue("50ms") Duration showStageAfter,
        @DefaultValue("30m") Duration prepareDeadline,
        @DefaultValue("5m") Duration startDeadline,
        @DefaultValue("60s") Duration stopMargin,
        @DefaultValue("5s") Duration closing) {}
