package dev.triptych.driver.wasm.host.remote;

import dev.triptych.driver.wasm.host.wire.HostFolder;
import dev.triptych.process.AccountFolder;
import dev.triptych.process.ProcessAccount;
import dev.triptych.spi.Source.WasmModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder {@code wasm} of a home. What a host may only read is ours and shown to its account; what it writes is in
 * folders of the account's own, in which we never write once they are given away.
 */
final class WasmFolder {
    private static final int MODULES_KEPT = 64;

    private final Path root;
    private final ProcessAccount account;
    private final Clock clock;

    private WasmFolder(Path root, ProcessAccount account, Clock clock) {
        this.root = root;
        this.account = account;
        this.clock = clock;
    }

    static WasmFolder in(Path home, ProcessAccount account, Clock clock) throws IOException {
        WasmFolder folder = new WasmFolder(AccountFolder.in(home, "wasm", account), account, clock);
        for (String inner : List.of("programs", "modules", "hosts")) {
            account.show(Files.createDirectories(folder.root.resolve(inner)));
        }
        account.takeBack(Files.createDirectories(folder.kept()));
        Path store = folder.store();
        if (!Files.exists(store, LinkOption.NOFOLLOW_LINKS)) {
            account.give(Files.createDirectory(store));
        }
        return folder;
    }

    /** Compiled modules and their key: the hosts' own. */
    Path store() {
        return root.resolve("store");
    }

    /** What dead hosts left: ours alone. */
    Path kept() {
        return root.resolve("kept");
    }

    Path programs() {
        return root.resolve("programs");
    }

    ProcessAccount account() {
        return account;
    }

    List<HostFolder> hosts() throws IOException {
        try (Stream<Path> folders = Files.list(root.resolve("hosts"))) {
            return folders.filter(Files::isDirectory).map(HostFolder::new).toList();
        }
    }

    HostFolder host(String name) {
        return new HostFolder(root.resolve("hosts").resolve(name));
    }

    /** The log of a host lies beside its folder: the account must not choose what we open. */
    Path log(HostFolder host) {
        return root.resolve("hosts").resolve(host.name() + ".log");
    }

    /** The module where the account can read it; copied there unless that is done already. */
    WasmModule shown(WasmModule module) throws IOException {
        if (account.other() == null) {
            return module;
        }
        Path copy = root.resolve("modules").resolve(module.digest().replace(':', '-') + ".wasm");
        if (!Files.exists(copy)) {
            Path draft = Files.createTempFile(root.resolve("modules"), "draft", "");
            Files.copy(module.file(), draft, StandardCopyOption.REPLACE_EXISTING);
            account.show(draft);
            Files.move(draft, copy, StandardCopyOption.ATOMIC_MOVE);
            dropOldModules();
        }
        return new WasmModule(copy, module.digest());
    }

    private void dropOldModules() throws IOException {
        try (Stream<Path> modules = Files.list(root.resolve("modules"))) {
            List<Path> oldestFirst =
                    modules.sorted(Comparator.comparing(WasmFolder::age)).toList();
            for (Path old : oldestFirst.subList(0, Math.max(0, oldestFirst.size() - MODULES_KEPT))) {
                Files.deleteIfExists(old);
            }
        }
    }

    private static FileTime age(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            return FileTime.fromMillis(0);
        }
    }

    /** Time by which old things are told. */
    Clock clock() {
        return clock;
    }
}
