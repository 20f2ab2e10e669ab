package dev.triptych.driver.container;

import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A process of this host, as a label.
 *
 * @param startMillis when it started, in milliseconds since 1970, because pids come again; 0 when not known
 */
record ExporterProcess(long pid, long startMillis) {

    static ExporterProcess current() {
        return of(ProcessHandle.current());
    }

    private static ExporterProcess of(ProcessHandle handle) {
        return new ExporterProcess(
                handle.pid(),
                handle.info().startInstant().map(at -> at.toEpochMilli()).orElse(0L));
    }

    static Optional<ExporterProcess> parse(String text) {
        String[] parts = text.split("@", -1);
        try {
            return parts.length == 2
                    ? Optional.of(new ExporterProcess(Long.parseLong(parts[0]), Long.parseLong(parts[1])))
                    : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    boolean lives() {
        return ProcessHandle.of(pid)
                .map(ExporterProcess::of)
                .filter(this::equals)
                .isPresent();
    }

    /** A name that no container has; that it is of this process can be told by it. */
    String newContainerName() {
        return containerNames() + Long.toHexString(ThreadLocalRandom.current().nextLong());
    }

    /** What the names of its containers begin with. */
    String containerNames() {
        return "triptych-export-" + pid + "-" + startMillis + "-";
    }

    @Override
    public String toString() {
        return pid + "@" + startMillis;
    }
}
