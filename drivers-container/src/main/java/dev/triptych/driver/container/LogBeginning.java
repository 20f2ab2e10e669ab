package dev.triptych.driver.container;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.HostConfig;
import java.util.Map;

/**
 * Tells whether the beginning of an incarnation's output may be gone from the log, by the log's size: the Engine drops
 * its oldest file when the last allowed one is full, and says so nowhere.
 */
final class LogBeginning {
    /** What the Engine writes around each entry, at least. */
    private static final int ENTRY_OVERHEAD_BYTES = 28;

    private final LogPass.Window window;
    private final long leastWhenCut;
    private long bytes;
    private boolean holdsEarlier;

    /**
     * Nothing read yet.
     *
     * @param leastWhenCut what the log has at least when files were dropped: all but one file full
     */
    LogBeginning(LogPass.Window window, long leastWhenCut) {
        this.window = window;
        this.leastWhenCut = leastWhenCut;
    }

    /** The limit of a container's own log configuration; without bound where it is not as we make it. */
    static long leastWhenCut(InspectContainerResponse container) {
        HostConfig host = container.getHostConfig();
        Map<String, String> config = host == null || host.getLogConfig() == null
                ? null
                : host.getLogConfig().getConfig();
        if (config == null) {
            return Long.MAX_VALUE;
        }
        try {
            String size = config.getOrDefault("max-size", "");
            long mebibytes = Long.parseLong(size.substring(0, Math.max(0, size.length() - 1)));
            int files = Integer.parseInt(config.getOrDefault("max-file", ""));
            return size.endsWith("m") ? (mebibytes << 20) * (files - 1) : Long.MAX_VALUE;
        } catch (NumberFormatException notOurs) {
            return Long.MAX_VALUE;
        }
    }

    void accept(LogFrame frame) {
        bytes += frame.bytes().length + ENTRY_OVERHEAD_BYTES;
        holdsEarlier |= frame.epochNanos() < window.fromNanos();
    }

    boolean mayBeCut() {
        return bytes >= leastWhenCut && !holdsEarlier;
    }
}
