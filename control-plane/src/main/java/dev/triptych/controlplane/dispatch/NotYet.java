package dev.triptych.controlplane.dispatch;

import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException.Unprocessable;
import dev.triptych.controlplane.platform.Violation;
import dev.triptych.controlplane.workload.Description;
import dev.triptych.spi.Lifecycle;
import dev.triptych.spi.WorkloadKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a kind will be able to do one day; until then it is refused by name rather than ignored. */
final class NotYet {
    private NotYet() {}

    /** Throws {@link Unprocessable} when the description asks for any of it. */
    static void refuse(Description description) {
        List<Violation> violations = new ArrayList<>();
        if (description.kind() != WorkloadKind.VM && description.resources().disk() != null) {
            violations.add(notYet("resources.disk", description.kind()));
        }
        if (description.probe() != null && description.lifecycle() == Lifecycle.JOB) {
            violations.add(new Violation("probe", "is for services; a job is ready with its first output"));
        }
        if (!violations.isEmpty()) {
            Violation first = violations.getFirst();
            throw new Unprocessable(
                    ErrorCode.NOT_YET_SUPPORTED, first.field() + ": " + first.message() + ".", violations);
        }
    }

    private static Violation notYet(String field, WorkloadKind kind) {
        return new Violation(field, "not supported for the kind " + kind.name().toLowerCase(Locale.ROOT) + " yet");
    }
}
