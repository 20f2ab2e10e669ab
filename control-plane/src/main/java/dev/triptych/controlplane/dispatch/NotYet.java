package dev.triptych.controlplane.dispatch;

import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException.Unprocessable;
import dev.triptych.controlplane.platform.Violation;
import dev.triptych.controlplane.workload.Description;
import dev.triptych.controlplane.workload.PortSpec;
import dev.triptych.spi.Lifecycle;
import dev.triptych.spi.PortProtocol;
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
        switch (description.kind()) {
            case VM -> refuseForVm(description, violations);
            case CONTAINER, WASM -> {
                if (description.resources().disk() != null) {
                    violations.add(notYet("resources.disk", description.kind()));
                }
            }
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

    private static void refuseForVm(Description description, List<Violation> violations) {
        for (int i = 0; i < description.ports().size(); i++) {
            PortSpec port = description.ports().get(i);
            if (port.publish() != null && port.protocol() == PortProtocol.UDP) {
                violations.add(new Violation(
                        "ports[" + i + "].publish",
                        "is for TCP alone where the kind is vm: its published ports are the gateway's, which carries no UDP yet."
                                + " The machine's own address leads to it"));
            }
        }
    }

    private static Violation notYet(String field, WorkloadKind kind) {
        return new Violation(field, "not supported for the kind " + kind.name().toLowerCase(Locale.ROOT) + " yet");
    }
}
