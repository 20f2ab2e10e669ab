package dev.triptych.driver.wasm;

import dev.triptych.spi.Source.WasmModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Builds the Rust samples the way {@code samples/build} does, by that script. */
final class RustGuests {
    private static final Path TARGET = Path.of("target", "samples").toAbsolutePath();

    private RustGuests() {}

    static synchronized WasmModule sample(String name) {
        Path module = TARGET.resolve(name + ".wasm");
        try {
            if (!Files.exists(module)) {
                Files.createDirectories(TARGET);
                ProcessBuilder build = new ProcessBuilder(
                                Path.of("..", "samples", "build").toString(), "--no-images", TARGET.toString())
                        .redirectErrorStream(true);
                build.environment().put("TRIPTYCH_HOME", TARGET.toString());
                Process process = build.start();
                String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                if (process.waitFor() != 0 || !Files.exists(module)) {
                    throw new AssertionError("samples/build made no " + name + ".wasm: " + output);
                }
            }
            return ClangGuests.module(module);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
