package dev.triptych.controlplane.web;

import dev.triptych.api.FilesApi;
import dev.triptych.api.model.FileEntry;
import dev.triptych.api.model.FileForm;
import dev.triptych.api.model.FileListing;
import dev.triptych.api.model.FileType;
import dev.triptych.controlplane.access.AuditDetail;
import dev.triptych.controlplane.dispatch.WorkloadFiles;
import dev.triptych.controlplane.dispatch.WorkloadFiles.Download;
import dev.triptych.controlplane.dispatch.WorkloadFiles.Found;
import dev.triptych.controlplane.platform.Json;
import dev.triptych.spi.FileAccess.FoundFile;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.InputStreamResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;

@RestController
final class FilesController implements FilesApi {
    private static final MediaType TAR = MediaType.parseMediaType("application/x-tar");
    private static final int LONGEST_PATH = 4096;

    private final WorkloadFiles files;
    private final HttpServletRequest request;

    /** @param request stands for the one that the calling thread serves */
    FilesController(WorkloadFiles files, HttpServletRequest request) {
        this.files = files;
        this.request = request;
    }

    @Override
    public ResponseEntity<FileListing> listFiles(String name, String path) {
        check(path);
        Found found = files.entries(name, path);
        FileListing listing = new FileListing(
                found.at().name(),
                FileType.valueOf(found.at().type().name()),
                found.listing().entries().stream()
                        .sorted(Comparator.comparing(FoundFile::name))
                        .map(FilesController::shown)
                        .toList(),
                found.listing().truncated());
        return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(listing);
    }

    private static FileEntry shown(FoundFile entry) {
        return new FileEntry(
                        entry.name(),
                        FileType.valueOf(entry.type().name()),
                        entry.size(),
                        String.format(Locale.ROOT, "%04o", entry.mode()),
                        entry.modifiedAt())
                .linkTarget(entry.linkTarget());
    }

    /** Whatever a guest wrote, a browser saves it and shows it nowhere. */
    @Override
    public ResponseEntity<Resource> readFiles(String name, String path, @Nullable FileForm as) {
        check(path);
        note(path);
        boolean plain = as == FileForm.BYTES;
        Download download = files.open(name, path, plain);
        ResponseEntity.BodyBuilder answer = ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment()
                                .filename(download.name(), StandardCharsets.UTF_8)
                                .build()
                                .toString())
                .header("Content-Security-Policy", Attachments.SANDBOX)
                .contentType(plain ? MediaType.APPLICATION_OCTET_STREAM : TAR);
        if (download.size() != null) {
            answer.contentLength(download.size());
        }
        return answer.body(new InputStreamResource(download.bytes()));
    }

    @Override
    public ResponseEntity<Void> writeFiles(String name, String path, @Nullable InputStreamResource body) {
        check(path);
        note(path);
        String type = request.getContentType();
        boolean archive = type != null && MediaType.parseMediaType(type).isCompatibleWith(TAR);
        try (InputStream stream = body == null ? InputStream.nullInputStream() : body.getInputStream()) {
            if (archive) {
                files.unpack(name, path, stream);
            } else {
                files.write(name, path, stream);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("an upload could not be read", e);
        }
        return ResponseEntity.noContent().build();
    }

    private void note(String path) {
        AuditDetail.set(request, Json.write(Map.of("path", path)));
    }

    private static void check(String path) {
        new Checks()
                .require(
                        path.equals("/") || Checks.isPlainPath(path),
                        "path",
                        "must be absolute and without //, ., .. or control characters, such as /etc/hosts")
                .length(path, LONGEST_PATH, "path")
                .refuseIfAny();
    }
}
