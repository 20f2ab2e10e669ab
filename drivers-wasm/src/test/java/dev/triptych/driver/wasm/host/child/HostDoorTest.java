package dev.triptych.driver.wasm.host.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.triptych.driver.wasm.cache.CompiledCache;
import dev.triptych.driver.wasm.cache.InstallationKey;
import dev.triptych.driver.wasm.engine.CompiledModules;
import dev.triptych.driver.wasm.engine.Engines;
import dev.triptych.driver.wasm.engine.ModuleFiles;
import dev.triptych.driver.wasm.engine.present.EngineSettings;
import dev.triptych.driver.wasm.engine.present.PresentEngines;
import dev.triptych.driver.wasm.host.HostLimits;
import dev.triptych.driver.wasm.host.InProcessHost;
import dev.triptych.driver.wasm.host.wire.Failure;
import dev.triptych.driver.wasm.host.wire.HostCall;
import dev.triptych.driver.wasm.host.wire.HostSettings;
import dev.triptych.driver.wasm.host.wire.PassedDirectories;
import dev.triptych.driver.wasm.http.FrontLimits;
import dev.triptych.process.CallServer;
import dev.triptych.process.Frame;
import dev.triptych.process.Hello;
import dev.triptych.process.WireConnection;
import dev.triptych.spi.InstallationId;
import dev.triptych.spi.Observation;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is let in, and who is not. */
class HostDoorTest {
    private static final String NONCE = "0123456789abcdef";
    private static final long MIB = 1L << 20;

    private static final HostLimits LIMITS = new HostLimits(
            64 * MIB,
            4,
            MIB,
            1024,
            MIB,
            16,
            100,
            MIB,
            0,
            Duration.ofSeconds(5),
            1,
            new FrontLimits(1, 1024, MIB, Duration.ofSeconds(1), Duration.ofSeconds(1)));

    @TempDir
    private Path folder;

    private Engines engines;
    private InProcessHost host;

    @BeforeEach
    void openTheHost() throws IOException {
        engines = PresentEngines.open(new EngineSettings(MIB, MIB, folder, ""));
        CompiledCache cache = new CompiledCache(
                folder.resolve("compiled"), InstallationKey.in(folder.resolve("key")), MIB, Clock.systemUTC());
        CompiledModules modules = new CompiledModules(cache, new ModuleFiles(MIB), MIB, 1, Duration.ofMinutes(1));
        host = new InProcessHost(engines, modules, LIMITS, folder, Clock.systemUTC(), true);
    }

    @AfterEach
    void closeTheHost() {
        host.close();
        engines.close();
    }

    private CallServer server(String name, List<String> clients) throws IOException {
        HostSettings settings = new HostSettings(
                Hello.VERSION,
                new InstallationId(UUID.randomUUID()),
                "build",
                NONCE,
                clients,
                folder,
                LIMITS,
                new EngineSettings(MIB, MIB, folder, ""),
                new HostSettings.Compiling(MIB, MIB, MIB, 1, Duration.ofMinutes(1)),
                Duration.ofSeconds(1),
                null);
        CallTable calls = new CallTable(host, new Residents(host));
        CallServer server = HostDoor.at(folder.resolve(name), host, calls, settings);
        server.open();
        return server;
    }

    private WireConnection connect(String name) throws IOException {
        return new WireConnection(SocketChannel.open(UnixDomainSocketAddress.of(folder.resolve(name))));
    }

    private static String self() {
        return System.getProperty("user.name");
    }

    @Test
    void whoKnowsTheNonceIsServed() throws IOException {
        try (CallServer _ = server("s", List.of(self()));
                WireConnection client = connect("s")) {
            client.send(Frame.Kind.HELLO, new Hello(Hello.VERSION, NONCE));
            assertThat(client.receive(Frame.Kind.WELCOME).kind()).isEqualTo(Frame.Kind.WELCOME);
            client.send(Frame.Kind.CALL, new HostCall.ObserveAll());
            assertThat(client.receive(Frame.Kind.DONE).as(Observation[].class)).isEmpty();
        }
    }

    @Test
    void aWrongNonceIsRefusedAndTheConnectionClosed() throws IOException {
        try (CallServer _ = server("s", List.of(self()));
                WireConnection client = connect("s")) {
            client.send(Frame.Kind.HELLO, new Hello(Hello.VERSION, "0123456789abcdee"));
            Frame answer = client.receive(Frame.Kind.WELCOME);
            assertThat(answer.kind()).isEqualTo(Frame.Kind.FAILED);
            assertThat(answer.as(Failure.class).message()).contains("nonce").doesNotContain(NONCE);
            assertThat(client.receive()).isNull();
        }
    }

    @Test
    void anotherVersionIsRefusedNamingBoth() throws IOException {
        try (CallServer _ = server("s", List.of(self()));
                WireConnection client = connect("s")) {
            client.send(Frame.Kind.HELLO, new Hello(Hello.VERSION + 1, NONCE));
            assertThat(client.receive(Frame.Kind.WELCOME).as(Failure.class).message())
                    .contains("version " + Hello.VERSION, "not " + (Hello.VERSION + 1));
            assertThat(client.receive()).isNull();
        }
    }

    @Test
    void callsBeforeTheGreetingAreNotServed() throws IOException {
        try (CallServer _ = server("s", List.of(self()));
                WireConnection client = connect("s")) {
            client.send(Frame.Kind.CALL, new HostCall.ObserveAll());
            assertThat(client.receive()).isNull();
        }
    }

    @Test
    void anotherUserIsRefusedByWhatTheKernelSays() throws IOException {
        try (CallServer _ = server("s", List.of("somebody-else"));
                WireConnection client = connect("s")) {
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> {
                client.send(Frame.Kind.HELLO, new Hello(Hello.VERSION, NONCE));
                client.receive(Frame.Kind.WELCOME);
            });
        }
    }

    @Test
    void aDirectoryIsPassedOnlyByWhoKnowsTheNonce() throws IOException {
        Path given = Files.createDirectory(folder.resolve("given"));
        Files.writeString(given.resolve("inside"), "seen");
        Path socket = folder.resolve("d");
        try (PassedDirectories _ = PassedDirectories.accept(socket, NONCE)) {
            Path seen = PassedDirectories.pass(socket, NONCE, given);
            assertThat(Files.readString(seen.resolve("inside"))).isEqualTo("seen");
            PassedDirectories.release(seen);
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> PassedDirectories.pass(socket, "another", given));
        }
    }
}
