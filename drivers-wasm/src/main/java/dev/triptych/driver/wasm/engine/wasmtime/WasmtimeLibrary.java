package dev.triptych.driver.wasm.engine.wasmtime;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.NoSuchElementException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A libwasmtime that these bindings know, opened for as long as this process lives.
 *
 * @param digest the beginning of the SHA-256 of its file, in hex
 */
record WasmtimeLibrary(Path file, String version, String digest, WasmtimeApi api, ComponentApi components) {
    /** The major version whose headers the bindings follow. It may change its C API with any other. */
    static final String MAJOR = "50";

    private static final long POINTER = ValueLayout.ADDRESS.byteSize();
    private static final int DIGEST_LETTERS = 32;

    private static final int PIECE = 64 * 1024;

    /** The smallest module there is: the magic number and the version. */
    private static final byte[] EMPTY_MODULE = {0, 'a', 's', 'm', 1, 0, 0, 0};

    /** A compiled form names the version that made it, and then the target. */
    private static final Pattern VERSION = Pattern.compile("([0-9]{1,3}(?:\\.[0-9]+){0,2})[^0-9.](?:x86_64|aarch64)-");

    /** It cannot be used, and why. */
    static final class Unusable extends Exception {
        private static final long serialVersionUID = 1L;

        Unusable(String why) {
            super(why);
        }
    }

    @SuppressWarnings("restricted") // the operator says which library, or the set-up put it there
    static WasmtimeLibrary open(Path file) throws Unusable {
        try {
            String digest = digest(file);
            NativeLibrary opened = new NativeLibrary(SymbolLookup.libraryLookup(file, Arena.global()));
            WasmtimeApi api = WasmtimeApi.of(opened);
            String major = versionOf(api);
            if (!major.equals(MAJOR) && !major.startsWith(MAJOR + ".")) {
                throw new Unusable("%s is version %s, and the bindings know %s".formatted(file, major, MAJOR));
            }
            return new WasmtimeLibrary(
                    file,
                    noted(file, digest, major),
                    digest.substring(0, DIGEST_LETTERS),
                    api,
                    ComponentApi.of(opened));
        } catch (IOException e) {
            throw new Unusable(file + " cannot be read");
        } catch (NoSuchElementException | IllegalArgumentException e) {
            throw new Unusable(file + " is no such library: " + e.getMessage());
        }
    }

    /** What the set-up noted beside the file, when it noted it of this very file: a library does not tell all of it. */
    private static String noted(Path file, String digest, String major) throws IOException {
        Path note = file.resolveSibling(file.getFileName() + ".version");
        if (!Files.isRegularFile(note)) {
            return major;
        }
        String[] parts = Files.readString(note).strip().split(" ", -1);
        boolean same = parts.length == 2 && parts[1].equals(digest) && parts[0].startsWith(major + ".");
        return same ? parts[0] : major;
    }

    /** Lets it compile the empty module and reads who made that. */
    private static String versionOf(WasmtimeApi api) throws Unusable {
        Failures failures = new Failures(api);
        MemorySegment engine = api.engineNew().call(quiet(api));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment place = arena.allocate(ValueLayout.ADDRESS);
            MemorySegment wasm = arena.allocateFrom(ValueLayout.JAVA_BYTE, EMPTY_MODULE);
            MemorySegment error = api.moduleNew().call(engine, wasm, EMPTY_MODULE.length, place);
            if (!Failures.none(error)) {
                throw new Unusable("the library compiles nothing: " + failures.take(error));
            }
            MemorySegment module = place.get(ValueLayout.ADDRESS, 0);
            MemorySegment vector = arena.allocate(2 * POINTER, POINTER);
            error = api.moduleSerialize().call(module, vector);
            api.moduleDelete().call(module);
            if (!Failures.none(error)) {
                throw new Unusable("the library keeps nothing: " + failures.take(error));
            }
            Matcher found = VERSION.matcher(new String(Failures.content(vector), StandardCharsets.ISO_8859_1));
            api.bytesDelete().call(vector);
            if (!found.find()) {
                throw new Unusable("the library does not say its version");
            }
            return String.valueOf(found.group(1));
        } finally {
            api.engineDelete().call(engine);
        }
    }

    /** A configuration that installs no handlers of signals. */
    private static MemorySegment quiet(WasmtimeApi api) {
        MemorySegment config = api.configNew().call();
        api.signalsBasedTraps().call(config, false);
        return config;
    }

    /** Piece by piece: the library is larger than all else that a host holds at its start. */
    private static String digest(Path file) throws IOException {
        try (InputStream bytes = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] piece = new byte[PIECE];
            for (int read = bytes.read(piece); read >= 0; read = bytes.read(piece)) {
                digest.update(piece, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
