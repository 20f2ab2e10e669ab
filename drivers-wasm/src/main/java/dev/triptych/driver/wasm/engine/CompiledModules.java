package dev.triptych.driver.wasm.engine;

import dev.triptych.driver.wasm.cache.CompiledCache;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.Preparation;
import dev.triptych.spi.Preparation.CacheUse;
import dev.triptych.spi.Preparation.Temperature;
import dev.triptych.spi.Source.WasmModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Modules ready to run: in memory, else from the disk cache, else compiled. Whoever asks for one that is under way waits
 * for it, so that concurrent questions do the work once. Compiling goes on a few threads of its own.
 */
public final class CompiledModules implements AutoCloseable {
    private static final long COMPILER_STACK = 16L * 1024 * 1024;

    private final CompiledCache disk;
    private final ModuleFiles files;
    private final LoadedModules loaded;
    private final Duration compileTime;
    private final Map<String, FutureTask<Ready>> underWay = new ConcurrentHashMap<>();
    private final ExecutorService compilers;

    public CompiledModules(
            CompiledCache disk, ModuleFiles files, long loadedBytes, int compilers, Duration compileTime) {
        this.disk = disk;
        this.files = files;
        this.loaded = new LoadedModules(loadedBytes);
        this.compileTime = compileTime;
        this.compilers = Executors.newFixedThreadPool(compilers, task -> {
            Thread thread = new Thread(null, task, "wasm-compiler", COMPILER_STACK);
            thread.setDaemon(true);
            return thread;
        });
    }

    /** A module ready to run, and how it came to be. */
    public record Ready(CompiledModule module, Preparation preparation) {}

    /**
     * Finds or makes a module.
     *
     * @throws DriverException {@link DriverErrorCode#SOURCE_INVALID} also when it takes longer than the time given,
     *     {@link DriverErrorCode#SOURCE_NOT_FOUND}, {@link DriverErrorCode#STORAGE_FULL},
     *     {@link DriverErrorCode#INTERRUPTED}
     */
    public Ready ready(Engine engine, WasmModule source) {
        String key = key(engine, source);
        CompiledModule found = loaded.get(key);
        if (found != null) {
            return new Ready(found, new Preparation(Temperature.PREPARED, List.of(loaded.use(true))));
        }
        return await(underWay.computeIfAbsent(key, _ -> begun(engine, source, key)));
    }

    private FutureTask<Ready> begun(Engine engine, WasmModule source, String key) {
        FutureTask<Ready> task = new FutureTask<>(() -> make(engine, source, key));
        compilers.execute(() -> {
            try {
                task.run();
            } finally {
                underWay.remove(key, task);
            }
        });
        return task;
    }

    private Ready make(Engine engine, WasmModule source, String key) throws IOException {
        byte[] module = files.read(source);
        var kept = disk.get(key);
        CacheUse diskUse = new CacheUse("compiled-module", kept.isPresent(), disk.hits(), disk.misses());
        byte[] compiled = kept.isPresent() ? kept.get() : compile(engine, module, key);
        CompiledModule ready = engine.load(module, compiled);
        loaded.put(key, ready);
        return new Ready(
                ready,
                new Preparation(
                        kept.isPresent() ? Temperature.PREPARED : Temperature.COLD,
                        List.of(loaded.use(false), diskUse)));
    }

    private byte[] compile(Engine engine, byte[] module, String key) throws IOException {
        byte[] compiled = engine.compile(module);
        if (disk.freeBytes() < 2L * compiled.length) {
            throw new DriverException(
                    DriverErrorCode.STORAGE_FULL,
                    "The compiled module has %d bytes and there is no room to keep it.".formatted(compiled.length));
        }
        disk.put(key, compiled);
        return compiled;
    }

    private Ready await(Future<Ready> task) {
        try {
            return task.get(compileTime.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DriverException(
                    DriverErrorCode.INTERRUPTED, "The wait for the compiled module was interrupted.", "", e);
        } catch (TimeoutException | CancellationException e) {
            task.cancel(true);
            throw new DriverException(
                    DriverErrorCode.SOURCE_INVALID,
                    "Compiling the module takes longer than %d s; that is the limit."
                            .formatted(compileTime.toSeconds()),
                    "",
                    e);
        } catch (ExecutionException e) {
            throw failure(e.getCause() == null ? e : e.getCause());
        }
    }

    private static RuntimeException failure(Throwable cause) {
        return switch (cause) {
            case DriverException known ->
                new DriverException(known.code(), known.safeMessage(), known.internalDetail(), known);
            case IOException io ->
                new DriverException(
                        DriverErrorCode.DEFECT, "The compiled module could not be kept or read.", io.toString(), io);
            case OutOfMemoryError full ->
                new DriverException(
                        DriverErrorCode.CAPACITY_EXCEEDED,
                        "Compiling the module needs more memory than this process has left.",
                        full.toString(),
                        full);
            case UncheckedIOException io ->
                new DriverException(DriverErrorCode.DEFECT, "The module could not be read.", io.toString(), io);
            default ->
                new DriverException(DriverErrorCode.DEFECT, "The engine failed to compile.", cause.toString(), cause);
        };
    }

    private static String key(Engine engine, WasmModule source) {
        return String.join("|", source.digest(), engine.name(), engine.version(), engine.compileOptions());
    }

    @Override
    public void close() {
        compilers.shutdownNow();
    }
}
