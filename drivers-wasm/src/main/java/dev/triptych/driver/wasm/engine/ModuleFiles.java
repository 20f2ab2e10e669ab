package dev.triptych.driver.wasm.engine;

import dev.triptych.driver.wasm.inspection.MalformedModule;
import dev.triptych.driver.wasm.inspection.ModuleShape;
import dev.triptych.driver.wasm.inspection.ModuleShapes;
import dev.triptych.spi.ByteSize;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.Source.WasmModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads module files, never more than the bound, and remembers the shapes of those seen last by their digest. */
public final class ModuleFiles {
    private static final int REMEMBERED = 256;

    private final long mostBytes;
    private final Map<String, ModuleShape> shapes = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, ModuleShape> eldest) {
            return size() > REMEMBERED;
        }
    };

    public ModuleFiles(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /**
     * The shape of a module, read from its file the first time.
     *
     * @throws DriverException {@link DriverErrorCode#SOURCE_NOT_FOUND}, {@link DriverErrorCode#SOURCE_INVALID}
     */
    public ModuleShape shape(WasmModule source) {
        synchronized (shapes) {
            ModuleShape known = shapes.get(source.digest());
            if (known != null) {
                return known;
            }
        }
        ModuleShape shape = shape(read(source));
        synchronized (shapes) {
            shapes.put(source.digest(), shape);
        }
        return shape;
    }

    /** Its length in bytes. Errors as {@link #shape}. */
    public long size(WasmModule source) {
        try {
            return Files.size(source.file());
        } catch (IOException e) {
            throw new DriverException(
                    DriverErrorCode.SOURCE_NOT_FOUND, "The module's file is not there.", source.file() + ": " + e, e);
        }
    }

    /** The bytes, which have the digest that the source says. Errors as {@link #shape}. */
    public byte[] read(WasmModule source) {
        byte[] bytes = read(source.file());
        if (!digest(bytes).equals(source.digest())) {
            throw new DriverException(
                    DriverErrorCode.SOURCE_INVALID,
                    "The module's file does not have the digest " + source.digest() + " any more; upload it again.");
        }
        return bytes;
    }

    /** The bytes of a file that nobody gave a digest for. Errors as {@link #shape}. */
    public byte[] read(Path file) {
        try {
            long size = Files.size(file);
            if (size > mostBytes) {
                throw new DriverException(
                        DriverErrorCode.SOURCE_INVALID,
                        "The module has %d bytes; the limit is %s.".formatted(size, new ByteSize(mostBytes)));
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new DriverException(
                    DriverErrorCode.SOURCE_NOT_FOUND, "The module's file is not there.", "" + file, e);
        } catch (IOException e) {
            throw new DriverException(
                    DriverErrorCode.SOURCE_NOT_FOUND, "The module's file cannot be read.", file + ": " + e, e);
        }
    }

    /**
     * The shape of a module.
     *
     * @throws DriverException {@link DriverErrorCode#SOURCE_INVALID} saying what is wrong and at which byte
     */
    public static ModuleShape shape(byte[] bytes) {
        try {
            return ModuleShapes.of(bytes);
        } catch (MalformedModule e) {
            throw new DriverException(
                    DriverErrorCode.SOURCE_INVALID, "Not a well-formed module: " + e.getMessage() + ".", "", e);
        }
    }

    private static String digest(byte[] bytes) {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
