package dev.triptych.driver.wasm.host.remote;

import dev.triptych.driver.wasm.host.wire.HostFolder;
import dev.triptych.process.ProcessAccount;
import dev.triptych.process.ProcessIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the JVM of a host may take from an earlier run: loaded classes and profiles, in a file (JEP 483, 514, 515). It belongs to
 * one build; the JVM takes no notice of one that does not fit.
 *
 * @param given the file that the set-up has made; empty for none
 * @param train whether hosts write one into their folder when they end
 */
public record StartCache(Path given, boolean train) {
    private static final String NAME = "host.aot";
    private static final Path PROC = Path.of("/proc");

    /** Copies the file to where hosts can read it, unless that is done. */
    void show(Path programs, ProcessAccount account) throws IOException {
        if (!isGiven()) {
            return;
        }
        Path copy = programs.resolve(NAME);
        if (Files.exists(copy) && Files.getLastModifiedTime(copy).compareTo(Files.getLastModifiedTime(given)) >= 0) {
            return;
        }
        Path draft = Files.createTempFile(programs, "draft", "");
        Files.copy(given, draft, StandardCopyOption.REPLACE_EXISTING);
        account.show(draft);
        Files.move(draft, copy, StandardCopyOption.ATOMIC_MOVE); // hosts that run have mapped the one before
    }

    private boolean isGiven() {
        return !given.toString().isEmpty() && Files.isRegularFile(given, LinkOption.NOFOLLOW_LINKS);
    }

    List<String> flags(Path programs, HostFolder host) {
        if (train) {
            return List.of("-XX:AOTCacheOutput=" + host.path().resolve(NAME));
        }
        Path copy = programs.resolve(NAME);
        return Files.exists(copy) ? List.of("-XX:AOTCache=" + copy) : List.of();
    }

    /** Whether a host has taken it, for people. */
    String note(Path programs, ProcessIdentity host) {
        Path copy = programs.resolve(NAME);
        if (!Files.exists(copy)) {
            return "not used: there is none for this build; ./triptych up makes one";
        }
        try (Stream<String> mappings =
                Files.lines(PROC.resolve(Long.toString(host.pid())).resolve("maps"))) {
            return mappings.anyMatch(mapping -> mapping.endsWith(" " + copy))
                    ? "used"
                    : "not used: the Java runtime did not take it; delete " + given + " and run ./triptych up";
        } catch (IOException | UncheckedIOException e) {
            return "not known: the kernel does not tell what the process has mapped";
        }
    }
}
