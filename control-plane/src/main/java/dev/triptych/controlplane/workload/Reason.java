package dev.triptych.controlplane.workload;

import dev.triptych.controlplane.journal.ReasonCode;

/** Why something is as it is: a stable word, and a sentence that is safe to show. */
public record Reason(ReasonCode code, String message) {}
