package dev.triptych.gateway.client;

import dev.triptych.gateway.child.GatewayMain;
import dev.triptych.gateway.wire.GatewayFolder;
import dev.triptych.gateway.wire.GatewaySettings;
import dev.triptych.process.AccountFolder;
import dev.triptych.process.ProcessAccount;
import dev.triptych.process.ProcessIdentity;
import dev.triptych.process.Trees;
import dev.triptych.process.Urgency;
import dev.triptych.process.WireFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the gateway of a home, or starts one, in a session of its own and as the account. */
final class GatewayLauncher {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(5);
    private static final int NONCE_BYTES = 32;
    private static final int LOG_SHOWN = 2000;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** A privileged port is all that the account needs beyond what anybody may. */
    private static final List<String> RIGHTS = List.of(
            "--inh-caps=-all,+net_bind_service",
            "--ambient-caps=-all,+net_bind_service",
            "--bounding-set=-all,+net_bind_service");

    private final GatewayPlace place;
    private final ProcessAccount account;
    private final Path root;

    GatewayLauncher(GatewayPlace place) throws IOException {
        this.place = place;
        this.account = ProcessAccount.choose(place.account());
        this.root = AccountFolder.in(place.home(), "gateway", account);
        account.show(Files.createDirectories(root.resolve("programs")));
    }

    /** A gateway process and the way to it. */
    record Running(GatewayFolder folder, GatewaySettings settings, ProcessIdentity process) {}

    GatewayFolder folder() {
        return new GatewayFolder(root.resolve("run"));
    }

    GatewayProgram program() throws IOException {
        return GatewayProgram.in(root.resolve("programs"), account);
    }

    /** The gateway that an earlier service started, when it still runs. */
    Optional<Running> find() throws IOException {
        GatewayFolder folder = folder();
        if (!Files.exists(folder.identity()) || !Files.exists(folder.settings())) {
            return Optional.empty();
        }
        GatewaySettings settings = WireFormat.decode(Files.readAllBytes(folder.settings()), GatewaySettings.class);
        ProcessIdentity process = WireFormat.decode(Files.readAllBytes(folder.identity()), ProcessIdentity.class);
        return settings.installation().equals(place.installation()) && process.alive()
                ? Optional.of(new Running(folder, settings, process))
                : Optional.empty();
    }

    /** Starts a gateway and waits until it can be called; it begins with the table that the one before left. */
    Running launch(GatewayProgram program) throws IOException, InterruptedException {
        GatewayFolder folder = folder();
        byte[] table = Files.exists(folder.table()) ? Files.readAllBytes(folder.table()) : null;
        Trees.delete(folder.path());
        Files.createDirectory(folder.path());
        GatewaySettings settings =
                new GatewaySettings(place.installation(), program.build(), newNonce(), account.clients());
        Files.write(folder.settings(), WireFormat.encode(settings));
        account.give(folder.settings());
        if (table != null) {
            Files.write(folder.table(), table);
            account.give(folder.table());
        }
        account.give(folder.path());
        await(start(program, folder), folder);
        program.dropOthers();
        ProcessIdentity process = WireFormat.decode(Files.readAllBytes(folder.identity()), ProcessIdentity.class);
        return new Running(folder, settings, process);
    }

    private static String newNonce() {
        byte[] random = new byte[NONCE_BYTES];
        RANDOM.nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    private Process start(GatewayProgram program, GatewayFolder folder) throws IOException {
        List<String> command = new ArrayList<>(Urgency.usual());
        command.add("setsid");
        List<String> prefix = account.prefix();
        if (!prefix.isEmpty()) {
            command.addAll(prefix.subList(0, prefix.size() - 1));
            command.addAll(RIGHTS);
            command.add("--");
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "-XX:+UseSerialGC",
                "-Xms32m",
                "-Xmx128m",
                "-XX:MaxDirectMemorySize=128m",
                "-XX:-UsePerfData",
                "-Dio.netty.leakDetection.level=disabled", // it watches one buffer in 128; the tests do that
                "-XX:TieredStopAtLevel=4",
                "-XX:+ExitOnOutOfMemoryError",
                "-Xlog:disable",
                "-Xlog:all=error:stderr",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Djava.io.tmpdir=" + folder.path(),
                "-cp",
                program.classPath(),
                GatewayMain.class.getName(),
                folder.path().toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.path().toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true)
                .redirectOutput(log().toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().retainAll(List.of("PATH"));
        environment.put("LANG", "C.UTF-8");
        return builder.start();
    }

    /** Beside its folder: the account must not choose what we open. */
    private Path log() {
        return root.resolve("gateway.log");
    }

    private void await(Process process, GatewayFolder folder) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + START.toNanos();
        while (!Files.exists(folder.identity())) {
            if (!process.isAlive() || System.nanoTime() - deadline > 0) {
                process.destroyForcibly();
                String log = Files.readString(log());
                throw new IOException("the gateway did not come up; the end of its log: "
                        + log.substring(Math.max(0, log.length() - LOG_SHOWN)));
            }
            Thread.sleep(PAUSE);
        }
    }
}
