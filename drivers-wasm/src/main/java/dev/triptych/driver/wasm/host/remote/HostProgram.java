package dev.triptych.driver.wasm.host.remote;

import dev.triptych.driver.wasm.engine.present.EngineSettings;
import dev.triptych.driver.wasm.engine.wasmtime.WasmtimeSearch;
import dev.triptych.driver.wasm.host.child.HostMain;
import dev.triptych.spi.Driver;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.CodeSource;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The classes that a host needs, as jars of its own: the service's may be nested in another jar, be out of the account's
 * reach, or be replaced by the next version while a host of this one still runs.
 *
 * @param build tells apart what hosts are built from: classes and Java runtime
 * @param jars absolute
 */
record HostProgram(String build, Path folder, List<Path> jars, EngineSettings engines) {
    /** One class of every jar that is needed. A host that lacks one does not pass the driver's contract tests. */
    private static final List<String> ONE_OF_EACH = List.of(
            "run.endive.runtime.Instance",
            "run.endive.wasm.Parser",
            "run.endive.compiler.MachineFactoryCompiler",
            "org.objectweb.asm.ClassWriter",
            "org.objectweb.asm.tree.ClassNode",
            "org.objectweb.asm.tree.analysis.Analyzer",
            "org.objectweb.asm.commons.InstructionAdapter",
            "org.objectweb.asm.util.CheckClassAdapter",
            "tools.jackson.databind.json.JsonMapper",
            "tools.jackson.core.JsonParser",
            "com.fasterxml.jackson.annotation.JsonTypeInfo",
            "org.eclipse.jetty.http.HttpField",
            "org.eclipse.jetty.io.Connection",
            "org.eclipse.jetty.server.Server",
            "org.eclipse.jetty.util.Callback",
            "org.HdrHistogram.Histogram",
            "org.slf4j.Logger",
            "org.jspecify.annotations.NullMarked");

    private static final int BUILD_BYTES = 8;

    /** Copies the classes of this service to where hosts can read them, unless they are there. */
    static HostProgram in(WasmFolder folder, EngineSettings engines, StartCache cache) throws IOException {
        List<byte[]> jars = new ArrayList<>();
        MessageDigest digest = Digests.sha256();
        digest.update((System.getProperty("java.home") + Runtime.version()).getBytes(StandardCharsets.UTF_8));
        for (URL source : sources()) {
            byte[] jar = bytes(source);
            jars.add(jar);
            digest.update(jar);
        }
        List<Path> libraries = libraries(engines);
        for (Path library : libraries) {
            String version = library + "|" + Files.size(library) + "|" + Files.getLastModifiedTime(library);
            digest.update(version.getBytes(StandardCharsets.UTF_8));
        }
        String build = HexFormat.of().formatHex(digest.digest(), 0, BUILD_BYTES);
        Path place = folder.programs().resolve(build);
        if (!Files.exists(place)) {
            copy(jars, libraries, place, folder);
        }
        cache.show(place, folder.account());
        try (Stream<Path> files = Files.list(place)) {
            List<Path> all = files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
            return new HostProgram(build, place, all, readable(engines, place));
        }
    }

    /** Files of engines that only we may be able to read. */
    private static List<Path> libraries(EngineSettings engines) {
        Path named = Path.of(engines.wasmtime());
        Path fetched = WasmtimeSearch.fetched(engines.home());
        return Stream.of(named, fetched).filter(Files::isRegularFile).toList();
    }

    /** What a host is told about engines: the copies that it can read. */
    private static EngineSettings readable(EngineSettings engines, Path place) {
        boolean named = Files.isRegularFile(Path.of(engines.wasmtime()));
        String copy = WasmtimeSearch.fetched(place).toString();
        return new EngineSettings(engines.codeBytes(), engines.stackBytes(), place, named ? copy : engines.wasmtime());
    }

    private static void copy(List<byte[]> jars, List<Path> libraries, Path place, WasmFolder folder)
            throws IOException {
        Path draft = Files.createTempDirectory(folder.programs(), "draft");
        if (!libraries.isEmpty()) {
            Path library = WasmtimeSearch.fetched(draft);
            folder.account().show(Files.createDirectory(library.getParent()));
            folder.account().show(Files.copy(libraries.getFirst(), library));
        }
        for (int i = 0; i < jars.size(); i++) {
            Path jar = Files.write(draft.resolve("%02d.jar".formatted(i)), jars.get(i));
            folder.account().show(jar);
            Files.setLastModifiedTime(jar, FileTime.fromMillis(0)); // a start cache asks for the time it was made with
        }
        folder.account().show(draft);
        Files.move(draft, place, StandardCopyOption.ATOMIC_MOVE);
    }

    String classPath() {
        return jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    private static List<URL> sources() throws IOException {
        Set<String> places = new LinkedHashSet<>();
        places.add(place(HostMain.class));
        places.add(place(Driver.class));
        for (String name : ONE_OF_EACH) {
            try {
                places.add(place(Class.forName(name, false, HostProgram.class.getClassLoader())));
            } catch (ClassNotFoundException e) {
                throw new IOException("a class that a wasm host needs is not here: " + name, e);
            }
        }
        List<URL> urls = new ArrayList<>();
        for (String place : places) {
            urls.add(URI.create(place).toURL());
        }
        return urls;
    }

    /** Where a class comes from; {@code jar:nested:a.jar/!b.jar!/} becomes the address of the inner jar itself. */
    private static String place(Class<?> type) throws IOException {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        if (source == null || source.getLocation() == null) {
            throw new IOException("nobody knows where " + type.getName() + " comes from");
        }
        String place = source.getLocation().toString();
        return place.startsWith("jar:") && place.endsWith("!/")
                ? place.substring("jar:".length(), place.length() - "!/".length())
                : place;
    }

    private static byte[] bytes(URL source) throws IOException {
        if (source.getProtocol().equals("file") && source.getPath().endsWith("/")) {
            try {
                return packed(Path.of(source.toURI()));
            } catch (URISyntaxException e) {
                throw new IOException("an address that is none: " + source, e);
            }
        }
        try (InputStream stream = source.openStream()) {
            return stream.readAllBytes();
        }
    }

    /** A folder of classes as a jar, the same for the same classes. */
    private static byte[] packed(Path classes) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream jar = new ZipOutputStream(bytes);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                ZipEntry entry = new ZipEntry(classes.relativize(file).toString());
                entry.setTime(0);
                jar.putNextEntry(entry);
                Files.copy(file, jar);
            }
        }
        return bytes.toByteArray();
    }
}
