package dev.triptych.driver.wasm.wasi;

import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/**
 * What one guest is given; it gets nothing else.
 *
 * @param args with the program's own name first
 * @param openFiles the most descriptors it may hold, the three standard ones and its mounts included
 */
public record WasiGuest(
        List<String> args,
        Map<String, String> env,
        InputStream stdin,
        GuestOutput stdout,
        GuestOutput stderr,
        List<GuestMount> mounts,
        int openFiles,
        Clock clock) {
    public WasiGuest {
        args = List.copyOf(args);
        mounts = List.copyOf(mounts);
    }

    /** A directory of the host, and where the guest sees it. */
    public record GuestMount(Path directory, String guestPath, boolean readOnly) {}
}
