package dev.triptych.controlplane.web;

import dev.triptych.api.ImagesApi;
import dev.triptych.api.model.Image;
import dev.triptych.api.model.ImageList;
import dev.triptych.controlplane.dispatch.Images;
import dev.triptych.controlplane.workload.Users;
import dev.triptych.spi.ByteSize;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;

@RestController
final class ImagesController implements ImagesApi {
    private final Images images;

    ImagesController(Images images) {
        this.images = images;
    }

    @Override
    public ResponseEntity<ImageList> listImages() {
        return ResponseEntity.ok(
                new ImageList(images.all().stream().map(ImagesController::shown).toList()));
    }

    private static Image shown(Images.Listed listed) {
        var image = listed.image();
        ByteSize shared = image.shared();
        Users users = listed.usedBy();
        return new Image(image.digest(), image.names(), image.size().bytes(), users.names(), users.count())
                .sharedBytes(shared == null ? null : shared.bytes())
                .createdAt(image.createdAt());
    }
}
