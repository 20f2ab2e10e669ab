package dev.triptych.driver.wasm.host.child;

import dev.triptych.driver.wasm.engine.Engines;
import dev.triptych.driver.wasm.engine.ModuleFiles;
import dev.triptych.driver.wasm.engine.present.PresentEngines;
import dev.triptych.driver.wasm.host.InProcessHost;
import dev.triptych.driver.wasm.host.wire.HostFolder;
import dev.triptych.driver.wasm.host.wire.HostSettings;
import dev.triptych.driver.wasm.host.wire.PassedDirectories;
import dev.triptych.process.CallServer;
import dev.triptych.process.ProcessIdentity;
import dev.triptych.process.WireFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;

/** The process that runs guests. Its one argument is its folder; everything else stands there. */
public final class HostMain {
    private static final Duration TICK = Duration.ofMillis(500);

    private HostMain() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        HostFolder folder = new HostFolder(Path.of(args[0]).toAbsolutePath());
        HostSettings settings = WireFormat.decode(Files.readAllBytes(folder.settings()), HostSettings.class);
        Engines engines = PresentEngines.open(settings.engines());
        ModuleFiles files = new ModuleFiles(settings.compiling().moduleBytes());
        Files.createDirectories(folder.runs());
        InProcessHost host = HostParts.host(engines, files, settings, folder.runs(), Clock.systemUTC());
        Runtime.getRuntime().addShutdownHook(new Thread(host::close, "wasm-end"));
        Residents residents = new Residents(host);
        try (PassedDirectories _ = PassedDirectories.accept(folder.descriptors(), settings.nonce());
                CallServer server = HostDoor.at(folder.socket(), host, new CallTable(host, residents), settings)) {
            announce(folder);
            server.open();
            awaitEnd(folder, settings, residents, server, new IdleTrim(host::idle));
        }
        System.exit(0); // whatever threads there are: a process that nobody can find any more must not stay
    }

    /** Written as a whole or not at all: who finds it can connect. */
    private static void announce(HostFolder folder) throws IOException {
        Path draft = folder.path().resolve("process.new");
        Files.write(draft, WireFormat.encode(ProcessIdentity.own()));
        Files.move(draft, folder.identity(), StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * Until it is drained, or nobody has needed it for long, or its folder was taken away. A client alone needs no host that
     * is for one workload.
     */
    private static void awaitEnd(
            HostFolder folder, HostSettings settings, Residents residents, CallServer server, IdleTrim trim)
            throws InterruptedException {
        long linger = settings.linger().toNanos();
        boolean forOne = settings.dedication() != null;
        long neededAt = System.nanoTime();
        while (Files.exists(folder.identity())) {
            boolean empty = residents.none();
            if (empty && residents.draining()) {
                return;
            }
            if (!empty || residents.calls() > 0 || (!forOne && server.connections() > 0)) {
                neededAt = System.nanoTime();
            } else if (System.nanoTime() - neededAt > linger) {
                return;
            }
            trim.look();
            Thread.sleep(TICK);
        }
    }
}
