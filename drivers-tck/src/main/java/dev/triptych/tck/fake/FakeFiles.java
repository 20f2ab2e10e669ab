package dev.triptych.tck.fake;

import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.FileAccess;
import dev.triptych.spi.WorkloadKey;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Plain files of simulated objects, in memory; a folder is there while something is in it. */
final class FakeFiles implements FileAccess {
    private final FakeBackend backend;
    private final Function<WorkloadKey, FakeObject> objects;

    FakeFiles(FakeBackend backend, Function<WorkloadKey, FakeObject> objects) {
        this.backend = backend;
        this.objects = objects;
    }

    /** One plain file. */
    @SuppressWarnings("ArrayRecordComponent") // carried, never compared
    record Content(byte[] bytes, int mode) {}

    private <T> T with(WorkloadKey key, Function<Map<Path, Content>, T> action) {
        return backend.call(FakeOperation.FILES, () -> action.apply(objects.apply(key).files));
    }

    private static Path at(String path) {
        return Path.of("/").resolve(path).normalize();
    }

    private static FoundFile find(Map<Path, Content> files, Path path) {
        Content content = files.get(path);
        if (content != null) {
            return entry(path.toString(), content);
        }
        if (path.getNameCount() == 0 || files.keySet().stream().anyMatch(file -> file.startsWith(path))) {
            return new FoundFile(path.toString(), FileKind.FOLDER, 0, 0755, Instant.EPOCH, null);
        }
        throw new DriverException(DriverErrorCode.FILE_NOT_FOUND, "there is no simulated " + path);
    }

    private static FoundFile entry(String name, Content content) {
        return new FoundFile(name, FileKind.FILE, content.bytes().length, content.mode(), Instant.EPOCH, null);
    }

    private static Path folder(Map<Path, Content> files, String path) {
        Path folder = at(path);
        if (find(files, folder).type() != FileKind.FOLDER) {
            throw new DriverException(DriverErrorCode.INVALID_SPEC, folder + " is no folder");
        }
        return folder;
    }

    @Override
    public FoundFile find(WorkloadKey key, String path) {
        return with(key, files -> find(files, at(path)));
    }

    @Override
    public Listing list(WorkloadKey key, String path, int most) {
        return with(key, files -> {
            Path folder = folder(files, path);
            Map<String, FoundFile> entries = new TreeMap<>();
            files.forEach((file, content) -> {
                if (file.startsWith(folder)) {
                    String name = folder.relativize(file).getName(0).toString();
                    Path direct = folder.resolve(name);
                    entries.put(
                            name,
                            direct.equals(file)
                                    ? entry(name, content)
                                    : new FoundFile(name, FileKind.FOLDER, 0, 0755, Instant.EPOCH, null));
                }
            });
            List<FoundFile> all = List.copyOf(entries.values());
            return new Listing(all.subList(0, Math.min(most, all.size())), all.size() > most);
        });
    }

    @Override
    public InputStream openArchive(WorkloadKey key, String path) {
        return with(key, files -> {
            Path root = at(path);
            boolean single = find(files, root).type() == FileKind.FILE;
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8")) {
                tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
                if (!single) {
                    tar.putArchiveEntry(new TarArchiveEntry("./"));
                    tar.closeArchiveEntry();
                }
                for (Map.Entry<Path, Content> file : files.entrySet()) {
                    if (file.getKey().startsWith(root)) {
                        Path name = single ? root.getFileName() : root.relativize(file.getKey());
                        write(tar, String.valueOf(name), file.getValue());
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return new ByteArrayInputStream(bytes.toByteArray());
        });
    }

    private static void write(TarArchiveOutputStream tar, String name, Content content) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(content.bytes().length);
        entry.setMode(content.mode());
        tar.putArchiveEntry(entry);
        tar.write(content.bytes());
        tar.closeArchiveEntry();
    }

    @Override
    public void unpack(WorkloadKey key, String path, Path archive) {
        with(key, files -> {
            Path folder = folder(files, path);
            try (TarArchiveInputStream tar = new TarArchiveInputStream(Files.newInputStream(archive), "UTF-8")) {
                for (TarArchiveEntry next = tar.getNextEntry(); next != null; next = tar.getNextEntry()) {
                    if (next.isFile()) {
                        Path file = folder.resolve(next.getName()).normalize();
                        files.put(file, new Content(tar.readAllBytes(), next.getMode() & 07777));
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return true;
        });
    }
}
