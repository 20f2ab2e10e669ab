package dev.triptych.driver.wasm;

import dev.triptych.driver.wasm.host.wire.HostFolder;
import dev.triptych.process.ProcessIdentity;
import dev.triptych.process.Trees;
import dev.triptych.process.WireFormat;
import dev.triptych.tck.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the JVM of a wasm host learns in a training run, as {@code ./triptych up} makes it: with it each of the hundreds of hosts
 * that the tests start is there sooner. Made once in each test JVM.
 */
final class HostCache {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String HOME = "training-home";
    private static final Path FILE = train();

    private HostCache() {}

    static Path file() {
        return FILE;
    }

    private static Path train() {
        try {
            ProcessIdentity host;
            try (WasmProcessRuns runs = new WasmProcessRuns(HOME, TestProperties.training())) {
                for (String engine : WasmProcessRuns.engines().toList()) {
                    runs.launch(WasmProcessRuns.job(engine, ClangGuests.sample("greeter"), 16, List.of()))
                            .awaitEnd(PATIENCE);
                }
                host = ProcessIdentity.of(runs.process());
            }
            ProcessHandle.of(host.pid()).ifPresent(ProcessHandle::destroy); // it writes when it ends
            Eventually.holds("the host has ended", PATIENCE, () -> !host.alive());
            Path folder = folder(host);
            Path file = Path.of("target", "host.aot").toAbsolutePath();
            Files.copy(folder.resolve("host.aot"), file, StandardCopyOption.REPLACE_EXISTING);
            Trees.delete(folder);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path folder(ProcessIdentity host) throws IOException {
        try (Stream<Path> folders = Files.list(Path.of("target", HOME, "wasm", "hosts"))) {
            return folders.filter(Files::isDirectory)
                    .filter(folder -> host.equals(identity(new HostFolder(folder))))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no folder of " + host));
        }
    }

    private static ProcessIdentity identity(HostFolder folder) {
        try {
            return WireFormat.decode(Files.readAllBytes(folder.identity()), ProcessIdentity.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
