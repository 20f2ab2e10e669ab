package dev.triptych.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * The packaged service as {@code ./triptych up} installs it: unpacked, with what the JVMs of the service and of its wasm host
 * learned in a training run, which spares each later start seconds. Made anew when the package or the Java runtime is another.
 */
final class InstalledApp {
    /** Start-ups alone matter here, so the second compiler stays out; a cache holds for the flags it was trained with. */
    private static final List<String> FLAGS = List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    private static final Path FOLDER = Path.of("target", "app").toAbsolutePath();
    private static final Path APP = FOLDER.resolve("control-plane.jar");
    private static final Path SERVICE_CACHE = FOLDER.resolve("app.aot");
    private static final Path HOST_CACHE = FOLDER.resolve("host.aot");
    private static final Path IDENTITY = FOLDER.resolve("identity");

    private static boolean made;

    private InstalledApp() {}

    static List<String> command() {
        make();
        return java("-XX:AOTCache=" + SERVICE_CACHE, "-jar", APP.toString());
    }

    /** What tells a service where its wasm hosts' cache is. */
    static Map<String, String> environment() {
        make();
        return Map.of("TRIPTYCH_WASM_STARTCACHE", HOST_CACHE.toString());
    }

    private static List<String> java(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        command.addAll(List.of(arguments));
        return command;
    }

    private static synchronized void make() {
        if (made) {
            return;
        }
        try {
            String identity = identity();
            if (!Files.exists(IDENTITY) || !Files.readString(IDENTITY).equals(identity)) {
                Shell.run("rm", "-rf", FOLDER.toString());
                Shell.run(java(
                                "-Djarmode=tools",
                                "-jar",
                                Service.JAR.toString(),
                                "extract",
                                "--application-filename",
                                APP.getFileName().toString(),
                                "--destination",
                                FOLDER.toString())
                        .toArray(String[]::new));
                train();
                Files.writeString(IDENTITY, identity);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        made = true;
    }

    private static String identity() throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(Files.readAllBytes(Service.JAR));
            return HexFormat.of().formatHex(digest.digest()) + " " + Runtime.version() + " " + FLAGS;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Both write down what they learned when they end. */
    private static void train() throws IOException {
        List<String> command = java("-XX:AOTCacheOutput=" + SERVICE_CACHE, "-Xlog:aot*=error", "-jar", APP.toString());
        Service service = Service.startBy(command, Map.of("TRIPTYCH_WASM_TRAINSTARTCACHE", "true"));
        Workloads.uploadSamples(service.admin());
        Workloads.run(service.admin(), Workloads.job("wasm", "training", "greeter"));
        Workloads.delete(service.admin(), "training");
        service.stop();
        service.endWasmHosts();
        Files.copy(service.fileOfAHost("host.aot"), HOST_CACHE);
        service.discard();
        assertThat(SERVICE_CACHE).as("what the service's JVM learned").isNotEmptyFile();
    }
}
