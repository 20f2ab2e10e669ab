package dev.triptych.gateway.child;

import dev.triptych.gateway.proxy.ProxyServer;
import dev.triptych.gateway.wire.GatewayFolder;
import dev.triptych.gateway.wire.GatewaySettings;
import dev.triptych.gateway.wire.GatewayTable;
import dev.triptych.gateway.wire.Refused;
import dev.triptych.process.CallServer;
import dev.triptych.process.ProcessIdentity;
import dev.triptych.process.Welcome;
import dev.triptych.process.WireFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The process in front of services. Its one argument is its folder; everything else stands there. */
public final class GatewayMain {
    private static final Duration TICK = Duration.ofMillis(500);
    private static final Duration ENDING = Duration.ofSeconds(12);

    private GatewayMain() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        GatewayFolder folder = new GatewayFolder(Path.of(args[0]).toAbsolutePath());
        GatewaySettings settings = WireFormat.decode(Files.readAllBytes(folder.settings()), GatewaySettings.class);
        CountDownLatch end = new CountDownLatch(1);
        Thread main = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> endWith(main, end), "gateway-end"));
        Welcome welcome = new Welcome(settings.build(), ProcessIdentity.own());
        try (ProxyServer proxy = new ProxyServer(Clock.systemUTC())) {
            Desk desk = new Desk(proxy, folder, end::countDown);
            if (Files.exists(folder.table())) {
                desk.apply(WireFormat.decode(Files.readAllBytes(folder.table()), GatewayTable.class));
            }
            CallServer.Door door = new CallServer.Door(settings.clients(), settings.nonce(), welcome, Refused::new);
            try (CallServer server = new CallServer(folder.socket(), door, desk::serve)) {
                announce(folder);
                server.open();
                while (!end.await(TICK.toMillis(), TimeUnit.MILLISECONDS) && Files.exists(folder.identity())) {
                    // until it is told to end, or its folder was taken away
                }
            }
        }
    }

    /** Lets requests end when the process is asked to end by a signal. */
    private static void endWith(Thread main, CountDownLatch end) {
        end.countDown();
        try {
            main.join(ENDING);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Written as a whole or not at all: who finds it can connect. */
    private static void announce(GatewayFolder folder) throws IOException {
        Path draft = folder.path().resolve("process.new");
        Files.write(draft, WireFormat.encode(ProcessIdentity.own()));
        Files.move(draft, folder.identity(), StandardCopyOption.ATOMIC_MOVE);
    }
}
