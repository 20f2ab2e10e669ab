package dev.triptych.controlplane.dispatch;

import dev.triptych.spi.ByteSize;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds of commands that are run in workloads, and of terminals.
 *
 * @param most how many may run at once in all workloads
 * @param mostPerWorkload how many may run at once in one workload
 * @param idle how long a terminal on which nothing is typed and nothing written stays open
 * @param maxMessage the largest message that a client may send to a terminal
 * @param slowReader how long a client may take to receive one message; then the terminal is closed
 * @param consoleRecent how much of what a machine wrote to its console before is shown to who opens it
 */
@ConfigurationProperties("triptych.terminal")
public record TerminalProperties(
        @DefaultValue("64") int most,
        @DefaultValue("8") int mostPerWorkload,
        @DefaultValue("30m") Duration idle,
        @DefaultValue("64KiB") ByteSize maxMessage,
        @DefaultValue("30s") Duration slowReader,
        @DefaultValue("64KiB") ByteSize consoleRecent) {
    public TerminalProperties {
        if (most < 1 || mostPerWorkload < 1) {
            throw new IllegalArgumentException("triptych.terminal.most and most-per-workload must be more than 0");
        }
        if (idle.toMillis() <= 0 || slowReader.toMillis() <= 0) {
            throw new IllegalArgumentException("triptych.terminal.idle and slow-reader must be more than 0");
        }
        if (maxMessage.bytes() < 1024 || maxMessage.bytes() > 1024 * 1024) {
            throw new IllegalArgumentException("triptych.terminal.max-message must be between 1KiB and 1MiB");
        }
        if (consoleRecent.bytes() > 1024 * 1024) {
            throw new IllegalArgumentException("triptych.terminal.console-recent must be at most 1MiB");
        }
    }
}
