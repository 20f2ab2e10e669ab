package dev.triptych.controlplane.web;

import dev.triptych.api.model.VmOptions;
import dev.triptych.api.model.VmProfile;
import dev.triptych.api.model.WorkloadDescription;
import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException.Unprocessable;
import dev.triptych.controlplane.platform.Violation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the spec has and the service does not honour yet, as far as it never leaves the edge: it is refused by name, so
 * that nothing is accepted and ignored. What depends on a kind's driver ({@code ports} and {@code mounts} of some kinds,
 * {@code resources.disk}) is refused in {@code dispatch.NotYet}.
 *
 * <p>The blocks of other kinds are left alone: one description serves all three.
 */
final class NotYetSupported {
    private final List<Violation> violations = new ArrayList<>();

    private NotYetSupported() {}

    static void refuse(WorkloadDescription description) {
        NotYetSupported refusals = new NotYetSupported();
        switch (description.getKind()) {
            case VM -> refusals.vm(description.getVm());
            case CONTAINER, WASM -> {}
        }
        refusals.refuseIfAny();
    }

    private void vm(@Nullable VmOptions vm) {
        check(
                vm != null && vm.getProfile() == VmProfile.MICRO,
                "vm.profile",
                "\"micro\" is not supported yet; use \"standard\"");
    }

    private void check(boolean asked, String field, String message) {
        if (asked) {
            violations.add(new Violation(field, message));
        }
    }

    private void refuseIfAny() {
        if (!violations.isEmpty()) {
            Violation first = violations.getFirst();
            throw new Unprocessable(
                    ErrorCode.NOT_YET_SUPPORTED, first.field() + ": " + first.message() + ".", violations);
        }
    }
}
