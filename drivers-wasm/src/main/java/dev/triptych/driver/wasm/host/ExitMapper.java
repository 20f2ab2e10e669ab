package dev.triptych.driver.wasm.host;

import dev.triptych.driver.wasm.engine.Outcome;
import dev.triptych.spi.ByteSize;
import dev.triptych.spi.Exit;
import dev.triptych.spi.ExitReason;
import dev.triptych.spi.Moment;
import org.jspecify.annotations.Nullable;

/**
 * From what the engine saw to how a run ended.
 *
 * <p>A guest whose limit refused it memory is told so by {@code memory.grow} and may go on. When it then traps or ends
 * with a code other than 0, the refusal is taken for the reason: {@link ExitReason#OUT_OF_MEMORY}, with its code. That is
 * what the same program comes to as a container, where the kernel ends it.
 */
final class ExitMapper {
    private ExitMapper() {}

    /** @param ending why the host interrupted the guest; null when it did not */
    static Exit exit(Outcome outcome, @Nullable Ending ending, boolean memoryRefused, long memoryBytes, Moment at) {
        return switch (outcome) {
            case Outcome.Exited exited
            when memoryRefused && exited.code() != 0 -> outOfMemory(exited.code(), memoryBytes, at);
            case Outcome.Exited exited -> new Exit(ExitReason.EXITED, exited.code(), null, at, "");
            case Outcome.Trapped _ when memoryRefused -> outOfMemory(null, memoryBytes, at);
            case Outcome.Trapped trapped ->
                new Exit(ExitReason.TRAPPED, null, null, at, "The engine stopped it: " + trapped.trap() + ".");
            case Outcome.LimitReached limit -> new Exit(limit.reason(), null, null, at, limit.detail());
            case Outcome.NotStarted not ->
                new Exit(ExitReason.START_FAILED, null, null, at, "It could not be started: " + not.why() + ".");
            case Outcome.Interrupted _
            when ending == null ->
                new Exit(ExitReason.CRASHED, null, null, at, "Its thread was interrupted by nobody.");
            case Outcome.Interrupted _ -> new Exit(ending.reason(), null, null, at, ending.detail());
            case Outcome.EngineFailed _ ->
                new Exit(ExitReason.CRASHED, null, null, at, "The engine failed; the log of the service says how.");
        };
    }

    private static Exit outOfMemory(@Nullable Integer code, long memoryBytes, Moment at) {
        return new Exit(
                ExitReason.OUT_OF_MEMORY,
                code,
                null,
                at,
                "It asked for more than its limit of %s.".formatted(new ByteSize(memoryBytes)));
    }

    /** Why the host ended a guest. */
    record Ending(ExitReason reason, String detail) {}
}
