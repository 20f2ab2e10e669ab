package dev.triptych.driver.wasm.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.driver.wasm.engine.CompiledModule;
import dev.triptych.driver.wasm.engine.Engine;
import dev.triptych.driver.wasm.engine.Guest;
import dev.triptych.driver.wasm.engine.Outcome;
import dev.triptych.driver.wasm.wasi.WasiGuest;
import dev.triptych.driver.wasm.wasi.WasiGuest.GuestMount;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One guest, what it is given, and how it must end.
 *
 * @param mounts guest path → directory of the host
 * @param stdout null when it may write what it likes
 */
record WasiCase(
        String name,
        Path module,
        List<String> args,
        Map<String, String> env,
        String stdin,
        Map<String, Path> mounts,
        int exitCode,
        @Nullable String stdout) {
    private static final long MEMORY = 64L * 1024 * 1024;
    private static final long STACK = 4L * 1024 * 1024;
    private static final int OPEN_FILES = 64;
    private static final long PATIENCE_SECONDS = 60;

    /** What the case wrote on standard error belongs to the message: guests say there which check failed. */
    void run(Engine engine) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Outcome outcome = outcome(engine, out, err);
        assertThat(outcome)
                .as("%s, which wrote \"%s\" and \"%s\"", name, text(out), text(err))
                .isEqualTo(new Outcome.Exited(exitCode));
        if (stdout != null) {
            assertThat(text(out)).isEqualTo(stdout);
        }
    }

    /** What a guest writes when it is given nothing. */
    static String outputOf(Path module, Engine engine) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        WasiCase listing = new WasiCase("list", module, List.of(), Map.of(), "", Map.of(), 0, null);
        assertThat(listing.outcome(engine, out, out)).isEqualTo(new Outcome.Exited(0));
        return text(out);
    }

    private Outcome outcome(Engine engine, ByteArrayOutputStream out, ByteArrayOutputStream err) {
        byte[] bytes = bytes(module);
        CompiledModule compiled = engine.load(bytes, engine.compile(bytes));
        List<String> all = new ArrayList<>(List.of(name));
        all.addAll(args);
        List<GuestMount> granted = mounts.entrySet().stream()
                .map(mount -> new GuestMount(mount.getValue(), mount.getKey(), false))
                .toList();
        WasiGuest guest = new WasiGuest(
                all,
                env,
                new ByteArrayInputStream(stdin.getBytes(StandardCharsets.UTF_8)),
                out::writeBytes,
                err::writeBytes,
                granted,
                OPEN_FILES,
                Clock.systemUTC());
        return await(() -> engine.prepare(compiled, new Guest(guest, new Guest.Limits(MEMORY, 100_000)))
                .run());
    }

    /** On a thread of its own, like every guest. */
    private static Outcome await(Supplier<Outcome> guest) {
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        Thread thread = new Thread(
                null,
                () -> {
                    try {
                        outcome.complete(guest.get());
                    } catch (RuntimeException | Error e) {
                        outcome.completeExceptionally(e);
                    }
                },
                "guest",
                STACK);
        thread.setDaemon(true);
        thread.start();
        return outcome.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
