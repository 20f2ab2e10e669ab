package dev.triptych.controlplane.web;

import dev.triptych.api.VolumesApi;
import dev.triptych.api.model.Volume;
import dev.triptych.api.model.VolumeList;
import dev.triptych.api.model.VolumeRequest;
import dev.triptych.controlplane.access.Callers;
import dev.triptych.controlplane.volume.VolumeLibrary;
import dev.triptych.controlplane.volume.VolumeLibrary.Listed;
import dev.triptych.controlplane.volume.VolumeProperties;
import dev.triptych.controlplane.volume.VolumeTransfers;
import dev.triptych.spi.ByteSize;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.springframework.core.io.InputStreamResource;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

@RestController
final class VolumesController implements VolumesApi {
    private static final MediaType TAR = new MediaType("application", "x-tar");

    private final VolumeLibrary library;
    private final VolumeTransfers transfers;
    private final HttpServletRequest request;

    /**
     * Holds on to what it works with.
     *
     * @param request stands for the one that the calling thread serves
     */
    VolumesController(VolumeLibrary library, VolumeTransfers transfers, HttpServletRequest request) {
        this.library = library;
        this.transfers = transfers;
        this.request = request;
    }

    @Override
    public ResponseEntity<VolumeList> listVolumes() {
        return ResponseEntity.ok(new VolumeList(
                library.list().stream().map(VolumesController::shown).toList()));
    }

    @Override
    public ResponseEntity<Volume> putVolume(String name, VolumeRequest wanted) {
        Checks checks = new Checks().name(name, "name").length(wanted.getSize(), 40, "size");
        ByteSize size = wanted.getSize() == null
                ? null
                : checks.parsed(wanted.getSize(), "size", ByteSize::parse, VolumeProperties.LEAST_SIZE);
        checks.refuseIfAny();
        VolumeLibrary.Put put = library.put(name, size, Callers.current().actor());
        return ResponseEntity.status(put.created() ? HttpStatus.CREATED : HttpStatus.OK)
                .body(shown(put.volume()));
    }

    @Override
    public ResponseEntity<Volume> getVolume(String name) {
        return ResponseEntity.ok(shown(library.get(name)));
    }

    @Override
    public ResponseEntity<Void> deleteVolume(String name) {
        library.delete(name, Callers.current().actor());
        return ResponseEntity.noContent().build();
    }

    @Override
    public ResponseEntity<StreamingResponseBody> exportVolume(String name) {
        VolumeTransfers.Archive archive = transfers.export(name);
        return ResponseEntity.ok()
                .contentType(TAR)
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment()
                                .filename(name + ".tar")
                                .build()
                                .toString())
                .header("Content-Security-Policy", Attachments.SANDBOX)
                .body(archive::sendTo);
    }

    @Override
    public ResponseEntity<Volume> importVolume(String name, InputStreamResource bytes) {
        long length = Math.max(0, request.getContentLengthLong());
        try (InputStream stream = bytes.getInputStream()) {
            return ResponseEntity.ok(
                    shown(transfers.fill(name, stream, length, Callers.current().actor())));
        } catch (IOException e) {
            throw new UncheckedIOException("an archive could not be read", e);
        }
    }

    private static Volume shown(Listed listed) {
        var volume = listed.volume();
        VolumeLibrary.Room room = listed.room();
        return new Volume(
                        volume.name(),
                        room != null,
                        listed.bound(),
                        volume.createdAt(),
                        listed.usedBy().names(),
                        listed.usedBy().count())
                .sizeBytes(volume.size() == null ? null : volume.size().bytes())
                .usedBytes(room == null ? null : room.used())
                .freeBytes(room == null ? null : room.free());
    }
}
