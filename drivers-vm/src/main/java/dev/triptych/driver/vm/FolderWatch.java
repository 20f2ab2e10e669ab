package dev.triptych.driver.vm;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Rings a machine's doorbell whenever a file in its folder is made or grows, by the kernel's own notification. */
final class FolderWatch implements AutoCloseable {
    private final WatchService service;
    private final Map<Path, Doorbell> bells = new ConcurrentHashMap<>();

    FolderWatch() throws IOException {
        service = FileSystems.getDefault().newWatchService();
        Thread.ofPlatform().daemon().name("vm-folder-watch").start(this::pass);
    }

    /** The folder's doorbell, which it keeps as long as it exists. */
    Doorbell bell(Path folder) {
        return bells.computeIfAbsent(folder, missing -> new Doorbell());
    }

    /** Begins to watch a folder, which must exist. Watching twice is once. */
    void watch(Path folder) throws IOException {
        bell(folder);
        folder.register(service, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
    }

    /** A folder is about to go: who waits looks once more. */
    void forget(Path folder) {
        Doorbell bell = bells.remove(folder);
        if (bell != null) {
            bell.ring();
        }
    }

    private void pass() {
        try {
            while (true) {
                WatchKey key = service.take();
                key.pollEvents();
                if (key.watchable() instanceof Path folder) {
                    Doorbell bell = bells.get(folder);
                    if (bell != null) {
                        bell.ring();
                    }
                }
                key.reset();
            }
        } catch (ClosedWatchServiceException | InterruptedException end) {
            bells.values().forEach(Doorbell::ring);
        }
    }

    @Override
    public void close() throws IOException {
        service.close();
    }
}
