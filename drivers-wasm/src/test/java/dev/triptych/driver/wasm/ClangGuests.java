package dev.triptych.driver.wasm;

import dev.triptych.spi.Source.WasmModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Compiles C programs to modules with the machine's clang, each once a build. */
public final class ClangGuests {
    private static final Path SAMPLES = Path.of("..", "samples");
    private static final Path GUESTS = Path.of("src", "test", "c");
    private static final Path TARGET = Path.of("target", "guests");
    private static final Map<String, WasmModule> BUILT = new ConcurrentHashMap<>();

    private ClangGuests() {}

    /** One of the product's samples. */
    public static WasmModule sample(String name) {
        return BUILT.computeIfAbsent(name, _ -> build(SAMPLES.resolve(name + ".c"), name));
    }

    /** One of the programs that exist for tests alone. */
    public static WasmModule guest(String name) {
        return BUILT.computeIfAbsent("test-" + name, key -> build(GUESTS.resolve(name + ".c"), key.replace('/', '-')));
    }

    /** A file as source, with its digest. */
    public static WasmModule module(Path file) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return new WasmModule(file, "sha256:" + HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static WasmModule build(Path source, String name) {
        try {
            Files.createDirectories(TARGET);
            Path wasm = TARGET.resolve(name + ".wasm").toAbsolutePath();
            Path clang = clang();
            String version = clang.toString().substring(clang.toString().lastIndexOf('-') + 1);
            Process process = new ProcessBuilder(
                            clang.toString(),
                            "--target=wasm32-wasi",
                            "-fuse-ld=/usr/bin/wasm-ld-" + version,
                            "-O2",
                            "-s",
                            "-o",
                            wasm.toString(),
                            source.toString())
                    .redirectErrorStream(true)
                    .start();
            String output =
                    new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError("clang cannot build " + source + ": " + output);
            }
            return module(wasm);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Path clang() throws IOException {
        try (Stream<Path> programs = Files.list(Path.of("/usr/bin"))) {
            return programs.filter(file -> file.getFileName().toString().matches("clang-[0-9]+"))
                    .filter(file -> Files.exists(Path.of(
                            "/usr/bin/wasm-ld-" + file.getFileName().toString().substring("clang-".length()))))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no clang with a Wasm linker; samples need one too"));
        }
    }

    /** The names of the product's samples. */
    public static List<String> samples() {
        return List.of("greeter", "primes", "hungry", "web");
    }
}
