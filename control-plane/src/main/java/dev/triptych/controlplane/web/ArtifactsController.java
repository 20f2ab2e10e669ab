package dev.triptych.controlplane.web;

import dev.triptych.api.ArtifactsApi;
import dev.triptych.api.model.Artifact;
import dev.triptych.api.model.ArtifactPage;
import dev.triptych.api.model.DiskFormat;
import dev.triptych.controlplane.access.Callers;
import dev.triptych.controlplane.artifact.ArtifactLibrary;
import dev.triptych.controlplane.artifact.ArtifactLibrary.Stored;
import dev.triptych.controlplane.artifact.ArtifactLibrary.Stored.Outcome;
import dev.triptych.controlplane.artifact.ArtifactLibrary.Upload;
import dev.triptych.controlplane.artifact.Format;
import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException.NotFound;
import dev.triptych.controlplane.workload.Users;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.InputStreamResource;
import org.springframework.core.io.Resource;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;

@RestController
final class ArtifactsController implements ArtifactsApi {
    private final ArtifactLibrary library;
    private final HttpServletRequest request;

    /**
     * Holds on to what it works with.
     *
     * @param request stands for the one that the calling thread serves
     */
    ArtifactsController(ArtifactLibrary library, HttpServletRequest request) {
        this.library = library;
        this.request = request;
    }

    @Override
    public ResponseEntity<Artifact> putArtifact(
            String name, InputStreamResource bytes, @Nullable String ifMatch, @Nullable DiskFormat format) {
        new Checks().artifactName(name, "name").refuseIfAny();
        long length = request.getContentLengthLong();
        try (InputStream stream = bytes.getInputStream()) {
            Stored stored = library.put(
                    name,
                    new Upload(
                            stream,
                            length < 0 ? OptionalLong.empty() : OptionalLong.of(length),
                            Etags.read(ifMatch),
                            format == null ? null : Format.valueOf(format.name())),
                    Callers.current().actor());
            ResponseEntity.BodyBuilder answer = stored.outcome() == Outcome.CREATED
                    ? ResponseEntity.created(URI.create(WebConfiguration.API + "/artifacts/" + name))
                    : ResponseEntity.ok();
            return answer.eTag(Etags.of(stored.artifact().digest())).body(shown(stored.artifact()));
        } catch (IOException e) {
            throw new UncheckedIOException("an upload could not be read", e);
        }
    }

    @Override
    public ResponseEntity<ArtifactPage> listArtifacts(@Nullable String q, Integer limit, @Nullable String cursor) {
        new Checks()
                .limit(limit)
                .length(q, 63, "q")
                .length(cursor, 200, "cursor")
                .refuseIfAny();
        List<dev.triptych.controlplane.artifact.Artifact> found = library.list(q, cursor, limit + 1);
        List<dev.triptych.controlplane.artifact.Artifact> page = found.subList(0, Math.min(limit, found.size()));
        ArtifactPage answer = new ArtifactPage(page.stream().map(this::shown).toList());
        if (found.size() > limit) {
            answer.setNext(page.getLast().name());
        }
        return ResponseEntity.ok(answer);
    }

    @Override
    public ResponseEntity<Artifact> getArtifact(String name) {
        dev.triptych.controlplane.artifact.Artifact artifact = library.get(name);
        return ResponseEntity.ok().eTag(Etags.of(artifact.digest())).body(shown(artifact));
    }

    @Override
    public ResponseEntity<Void> deleteArtifact(String name, @Nullable String ifMatch) {
        library.delete(name, Etags.read(ifMatch), Callers.current().actor());
        return ResponseEntity.noContent().build();
    }

    /** Whatever the bytes are, a browser saves them and shows them nowhere. */
    @Override
    public ResponseEntity<Resource> getArtifactContent(String name) {
        dev.triptych.controlplane.artifact.Artifact artifact = library.get(name);
        Path file = library.file(artifact.digest())
                .orElseThrow(() -> new NotFound(
                        ErrorCode.ARTIFACT_NOT_FOUND, "The bytes of \"" + name + "\" are not kept any more."));
        return ResponseEntity.ok()
                .eTag(Etags.of(artifact.digest()))
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment().filename(name).build().toString())
                .header("Content-Security-Policy", Attachments.SANDBOX)
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .body(new FileSystemResource(file));
    }

    private Artifact shown(dev.triptych.controlplane.artifact.Artifact artifact) {
        Users users = library.usedBy(artifact);
        return new Artifact(
                artifact.name(),
                artifact.digest(),
                artifact.sizeBytes(),
                artifact.createdAt(),
                artifact.changedAt(),
                InspectionMapper.shown(artifact.inspection()),
                users.names(),
                users.count());
    }
}
