package dev.triptych.controlplane.web;

import dev.triptych.api.ImagesApi;
import dev.triptych.api.model.CollectedImage;
import dev.triptych.api.model.CollectedImages;
import dev.triptych.api.model.Image;
import dev.triptych.api.model.ImageKeptBecause;
import dev.triptych.api.model.ImageList;
import dev.triptych.api.model.ImageScope;
import dev.triptych.api.model.KeptImage;
import dev.triptych.api.model.LoadedImage;
import dev.triptych.controlplane.access.AuditDetail;
import dev.triptych.controlplane.access.Callers;
import dev.triptych.controlplane.dispatch.ImageCollection;
import dev.triptych.controlplane.dispatch.ImageCollection.Kept;
import dev.triptych.controlplane.dispatch.ImageCollection.Outcome;
import dev.triptych.controlplane.dispatch.ImageCollection.Scope;
import dev.triptych.controlplane.dispatch.ImageLoads;
import dev.triptych.controlplane.dispatch.ImageLoads.Loaded;
import dev.triptych.controlplane.dispatch.ImageLoads.Wanted;
import dev.triptych.controlplane.dispatch.Images;
import dev.triptych.controlplane.platform.Json;
import dev.triptych.controlplane.workload.Users;
import dev.triptych.spi.ByteSize;
import dev.triptych.spi.ImageSource.HeldImage;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.InputStreamResource;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;

@RestController
final class ImagesController implements ImagesApi {
    private static final int LONGEST_NAME = 400;

    private final Images images;
    private final ImageLoads loads;
    private final ImageCollection collection;
    private final HttpServletRequest request;

    /**
     * Holds on to what it works with.
     *
     * @param request stands for the one that the calling thread serves
     */
    ImagesController(Images images, ImageLoads loads, ImageCollection collection, HttpServletRequest request) {
        this.images = images;
        this.loads = loads;
        this.collection = collection;
        this.request = request;
    }

    @Override
    public ResponseEntity<ImageList> listImages() {
        return ResponseEntity.ok(
                new ImageList(images.all().stream().map(ImagesController::shown).toList()));
    }

    @Override
    public ResponseEntity<LoadedImage> loadImage(
            InputStreamResource body, @Nullable List<String> name, @Nullable String platform, Boolean replace) {
        List<String> names = name == null ? List.of() : name;
        Checks checks = new Checks()
                .require(names.size() <= ImageLoads.MOST_NAMES, "name", "at most " + ImageLoads.MOST_NAMES + " names")
                .platform(platform);
        names.forEach(each -> checks.length(each, LONGEST_NAME, "name"));
        checks.refuseIfAny();
        AuditDetail.set(request, Json.write(Map.of("name", names, "replace", replace)));
        long length = Math.max(0, request.getContentLengthLong());
        try (InputStream stream = body.getInputStream()) {
            Loaded loaded = loads.load(
                    new Wanted(names, platform, replace, length),
                    stream,
                    Callers.current().actor());
            return ResponseEntity.status(loaded.changed() ? HttpStatus.CREATED : HttpStatus.OK)
                    .body(new LoadedImage(shown(loaded.image()), loaded.platform(), loaded.changed()));
        } catch (IOException e) {
            throw new UncheckedIOException("an archive could not be read", e);
        }
    }

    @Override
    public ResponseEntity<CollectedImages> collectImages(Boolean dryRun, @Nullable ImageScope scope) {
        ImageScope wanted = scope == null ? ImageScope.LOADED : scope;
        Outcome outcome = collection.collect(
                Scope.valueOf(wanted.name()), dryRun, Callers.current().actor());
        List<CollectedImage> collected =
                outcome.collected().stream().map(ImagesController::collected).toList();
        AuditDetail.set(
                request,
                Json.write(Map.of("dryRun", dryRun, "scope", wanted.getValue(), "collected", collected.size())));
        return ResponseEntity.ok(new CollectedImages(
                dryRun,
                wanted,
                collected,
                outcome.kept().stream().map(ImagesController::kept).toList(),
                outcome.collected().stream().mapToLong(ImagesController::known).sum()));
    }

    private static long known(HeldImage image) {
        Long own = ownBytes(image);
        return own == null ? 0 : own;
    }

    private static @Nullable Long ownBytes(HeldImage image) {
        ByteSize shared = image.shared();
        return shared == null ? null : Math.max(0, image.size().bytes() - shared.bytes());
    }

    private static CollectedImage collected(HeldImage image) {
        return new CollectedImage(image.digest(), image.names(), image.size().bytes()).ownBytes(ownBytes(image));
    }

    private static KeptImage kept(Kept kept) {
        HeldImage image = kept.image();
        return new KeptImage(
                        image.digest(),
                        image.names(),
                        image.size().bytes(),
                        ImageKeptBecause.valueOf(kept.because().name()),
                        kept.reason())
                .ownBytes(ownBytes(image));
    }

    private static Image shown(Images.Listed listed) {
        var image = listed.image();
        ByteSize shared = image.shared();
        Users users = listed.usedBy();
        return new Image(image.digest(), image.names(), image.size().bytes(), users.names(), users.count())
                .sharedBytes(shared == null ? null : shared.bytes())
                .createdAt(image.createdAt())
                .loadedAt(listed.loadedAt())
                .loadedBy(listed.loadedBy());
    }
}
