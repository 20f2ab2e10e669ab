package dev.triptych.driver.wasm.host.remote;

import dev.triptych.driver.wasm.engine.present.EngineSettings;
import dev.triptych.driver.wasm.engine.wasmtime.WasmtimeSearch;
import dev.triptych.driver.wasm.host.child.HostMain;
import dev.triptych.process.ProgramJars;
import dev.triptych.spi.Driver;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * The classes that a host needs, as jars of its own: the service's may be nested in another jar, be out of the account's
 * reach, or be replaced by the next version while a host of this one still runs.
 *
 * @param build tells apart what hosts are built from: classes and Java runtime
 */
record HostProgram(String build, Path folder, EngineSettings engines) {
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
        ProgramJars jars = ProgramJars.holding(
                List.of(HostMain.class, ProgramJars.class, Driver.class),
                ONE_OF_EACH,
                HostProgram.class.getClassLoader());
        MessageDigest digest = jars.digest();
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
        return new HostProgram(build, place, readable(engines, place));
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

    private static void copy(ProgramJars jars, List<Path> libraries, Path place, WasmFolder folder) throws IOException {
        Path draft = Files.createTempDirectory(folder.programs(), "draft");
        if (!libraries.isEmpty()) {
            Path library = WasmtimeSearch.fetched(draft);
            folder.account().show(Files.createDirectory(library.getParent()));
            folder.account().show(Files.copy(libraries.getFirst(), library));
        }
        jars.writeTo(draft, folder.account());
        folder.account().show(draft);
        Files.move(draft, place, StandardCopyOption.ATOMIC_MOVE);
    }

    String classPath() throws IOException {
        return ProgramJars.classPath(folder);
    }
}
