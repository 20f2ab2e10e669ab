package dev.triptych.driver.wasm.host.remote;

import dev.triptych.driver.wasm.host.child.HostMain;
import dev.triptych.driver.wasm.host.wire.Dedication;
import dev.triptych.driver.wasm.host.wire.HostFolder;
import dev.triptych.driver.wasm.host.wire.HostSettings;
import dev.triptych.process.ProcessIdentity;
import dev.triptych.process.Trees;
import dev.triptych.process.Urgency;
import dev.triptych.process.WireFormat;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Starts wasm hosts, each in a session of its own and as the account. */
final class HostLauncher {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(5);
    private static final int NAME_BYTES = 4;

    /** Enters the groups whose doors come first, and then becomes the command after the dashes. */
    private static final String ENTER =
            "while [ \"$1\" != -- ]; do echo 0 >\"$1\" || exit 71; shift; done; shift; exec \"$@\"";

    private static final int NONCE_BYTES = 32;
    private static final int LOG_SHOWN = 2000;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final WasmFolder folder;
    private final ControlGroups groups;
    private final StartCache cache;

    HostLauncher(WasmFolder folder, ControlGroups groups, StartCache cache) {
        this.cache = cache;
        this.folder = folder;
        this.groups = groups;
    }

    static String newNonce() {
        return random(NONCE_BYTES);
    }

    /** For a host and what belongs to it. */
    static String newName() {
        return random(NAME_BYTES);
    }

    private static String random(int bytes) {
        byte[] random = new byte[bytes];
        RANDOM.nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    /**
     * Starts a host and waits until it can be called.
     *
     * @throws DriverException {@link DriverErrorCode#BACKEND_UNAVAILABLE} with the end of its log as internal detail
     */
    HostFolder launch(HostProgram program, HostSettings settings, String name) throws InterruptedException {
        HostFolder host = folder.host(name);
        try {
            Files.createDirectory(host.path());
            Files.write(host.settings(), WireFormat.encode(settings));
            folder.account().give(host.settings());
            folder.account().give(host.path());
            Process process = start(program, settings, host);
            await(process, host);
            return host;
        } catch (IOException e) {
            throw new DriverException(
                    DriverErrorCode.BACKEND_UNAVAILABLE, "The Wasm host cannot be started.", e.toString(), e);
        }
    }

    private Process start(HostProgram program, HostSettings settings, HostFolder host) throws IOException {
        List<String> command = new ArrayList<>(Urgency.usual());
        command.add("setsid");
        Dedication dedication = settings.dedication();
        List<Path> doors =
                dedication == null ? groups.doorsOfShared() : groups.make(dedication.group(), dedication.limits());
        if (!doors.isEmpty()) {
            command.addAll(List.of("sh", "-c", ENTER, "enter"));
            doors.forEach(door -> command.add(door.toString()));
            command.add("--");
        }
        command.addAll(folder.account().prefix());
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JvmFlags.of(settings));
        command.addAll(cache.flags(program.folder(), host));
        command.addAll(List.of(
                "-cp",
                program.classPath(),
                HostMain.class.getName(),
                host.path().toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(host.path().toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true)
                .redirectOutput(folder.log(host).toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().retainAll(List.of("PATH", "LD_LIBRARY_PATH"));
        environment.put("LANG", "C.UTF-8");
        environment.put("MALLOC_ARENA_MAX", "2"); // of the C library's heaps, each thread would get one
        return builder.start();
    }

    private void await(Process process, HostFolder host) throws InterruptedException, IOException {
        long deadline = System.nanoTime() + START.toNanos();
        while (!Files.exists(host.identity())) {
            if (!process.isAlive() || System.nanoTime() - deadline > 0) {
                process.destroyForcibly();
                String log = endOfLog(host);
                Trees.delete(host.path());
                throw new IOException("it did not come up; the end of its log: " + log);
            }
            Thread.sleep(PAUSE);
        }
    }

    private String endOfLog(HostFolder host) throws IOException {
        String log = Files.readString(folder.log(host));
        return log.substring(Math.max(0, log.length() - LOG_SHOWN));
    }

    /** Who a host is, as far as it has come up. */
    static ProcessIdentity identity(HostFolder host) throws IOException {
        return WireFormat.decode(Files.readAllBytes(host.identity()), ProcessIdentity.class);
    }
}
