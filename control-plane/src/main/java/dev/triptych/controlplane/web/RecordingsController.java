package dev.triptych.controlplane.web;

import dev.triptych.api.RecordingsApi;
import dev.triptych.api.model.Recording;
import dev.triptych.api.model.RecordingDescription;
import dev.triptych.api.model.RecordingLimits;
import dev.triptych.api.model.RecordingMask;
import dev.triptych.api.model.RecordingState;
import dev.triptych.controlplane.access.Callers;
import dev.triptych.controlplane.verification.RecordingSpec;
import dev.triptych.controlplane.verification.Recordings;
import dev.triptych.controlplane.verification.Verifier;
import dev.triptych.spi.ByteSize;
import java.net.URI;
import java.time.Clock;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;

@RestController
final class RecordingsController implements RecordingsApi {
    private final Recordings recordings;
    private final Verifier verifier;
    private final Clock clock;

    RecordingsController(Recordings recordings, Verifier verifier, Clock clock) {
        this.recordings = recordings;
        this.verifier = verifier;
        this.clock = clock;
    }

    @Override
    public ResponseEntity<Recording> putRecording(String name, RecordingDescription body) {
        RecordingSpec spec = RecordingReader.read(body);
        Recordings.Begun begun = recordings.begin(name, spec, Callers.current().actor());
        ResponseEntity.BodyBuilder answer = begun.created()
                ? ResponseEntity.created(URI.create(WebConfiguration.API + "/services/" + name + "/recording"))
                : ResponseEntity.ok();
        return answer.body(shown(begun.recording()));
    }

    @Override
    public ResponseEntity<Recording> getRecording(String name) {
        return ResponseEntity.ok(shown(recordings.get(name)));
    }

    @Override
    public ResponseEntity<Void> deleteRecording(String name) {
        recordings.delete(name, Callers.current().actor());
        verifier.erase(name); // of the gateway's memory too, before this is answered
        return ResponseEntity.noContent().build();
    }

    private Recording shown(dev.triptych.controlplane.verification.Recording recording) {
        RecordingSpec spec = recording.spec();
        return new Recording(
                recording.service(),
                recording.isOpen(clock.instant()) ? RecordingState.RECORDING : RecordingState.ENDED,
                recording.startedAt(),
                recording.until(),
                recording.eraseAt(),
                new RecordingLimits(spec.requests(), new ByteSize(spec.bodyBytes()).toString()),
                new RecordingMask()
                        .headers(spec.mask().headers())
                        .json(spec.mask().json())
                        .query(spec.mask().query()),
                recording.stored(),
                recording.storedBytes(),
                recording.skipped());
    }
}
