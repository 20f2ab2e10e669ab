package dev.triptych.spi;

import java.util.UUID;

/** Identity of a workload, over a UUIDv7 (RFC 9562, section 5.7). A name may be reused after deletion; an id never is. */
public record WorkloadId(UUID value) implements Comparable<WorkloadId> {
    public static WorkloadId of(String text) {
        return new WorkloadId(UUID.fromString(text));
    }

    /** The last twelve hexadecimal digits, the random end of a UUIDv7: enough to tell backend objects apart by eye. */
    public String shortForm() {
        String text = value.toString();
        return text.substring(text.length() - 12);
    }

    @Override
    public int compareTo(WorkloadId other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
