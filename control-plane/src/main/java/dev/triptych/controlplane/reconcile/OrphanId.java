package dev.triptych.controlplane.reconcile;

import dev.triptych.spi.WorkloadId;
import dev.triptych.spi.WorkloadKey;
import dev.triptych.spi.WorkloadKind;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names an object in a backend, by what it carries: kind, workload, generation. */
public record OrphanId(WorkloadKind kind, WorkloadKey key) {
    private static final Pattern TEXT = Pattern.compile("(vm|container|wasm)\\.([0-9a-f-]{36})\\.([1-9]\\d{0,17})");

    /** Reads what {@link #toString} wrote; empty when it is none. */
    public static Optional<OrphanId> parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new OrphanId(
                    WorkloadKind.valueOf(parts.group(1).toUpperCase(Locale.ROOT)),
                    new WorkloadKey(new WorkloadId(UUID.fromString(parts.group(2))), Long.parseLong(parts.group(3)))));
        } catch (IllegalArgumentException notAUuid) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return kind.name().toLowerCase(Locale.ROOT) + "." + key.id().value() + "." + key.generation();
    }
}
