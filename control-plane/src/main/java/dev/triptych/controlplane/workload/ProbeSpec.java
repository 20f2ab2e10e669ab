package dev.triptych.controlplane.workload;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * How it is found out that a service is ready.
 *
 * @param every from the end of one attempt to the beginning of the next
 * @param timeout of one attempt
 * @param thresholds how many attempts in a row change what is believed
 * @param startupDeadline from the start of the run; a service that is not ready by then has failed
 */
public record ProbeSpec(
        Check check, Duration every, Duration timeout, Duration startupDeadline, Thresholds thresholds) {
    public static final Duration DEFAULT_EVERY = Duration.ofSeconds(1);
    public static final Duration DEFAULT_TIMEOUT = Duration.ofMillis(500);

    /** Where a command is run: beginning one takes tens of milliseconds on an idle host. */
    public static final Duration DEFAULT_EXEC_TIMEOUT = Duration.ofSeconds(5);

    public static final Duration DEFAULT_STARTUP_DEADLINE = Duration.ofSeconds(60);

    public ProbeSpec {
        thresholds = Objects.requireNonNullElse(thresholds, Thresholds.DEFAULT); // older records have none
    }

    /**
     * How many attempts in a row it takes.
     *
     * @param success for a service that does not answer to count as ready
     * @param failure for a service that was ready to count as not answering any more
     */
    public record Thresholds(int success, int failure) {
        public static final Thresholds DEFAULT = new Thresholds(1, 3);
    }

    /** What one attempt does. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Http.class, name = "http"),
        @JsonSubTypes.Type(value = Tcp.class, name = "tcp"),
        @JsonSubTypes.Type(value = Exec.class, name = "exec")
    })
    public sealed interface Check {}

    /** Asks at a port. */
    public sealed interface PortCheck extends Check {
        /** The name of one of the description's ports. */
        String port();
    }

    /** Ready when a GET answers 2xx or 3xx; no redirect is followed. */
    public record Http(String path, String port) implements PortCheck {}

    /** Ready when a connection is accepted. */
    public record Tcp(String port) implements PortCheck {}

    /**
     * Ready when a command in the workload exits with 0.
     *
     * @param command the program and its arguments, at least one
     */
    public record Exec(List<String> command) implements Check {
        public Exec {
            command = List.copyOf(command);
        }
    }
}
