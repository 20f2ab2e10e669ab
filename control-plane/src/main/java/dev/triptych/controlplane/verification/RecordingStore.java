package dev.triptych.controlplane.verification;

import dev.triptych.gateway.wire.CapturedRequest;
import java.util.List;

/** Where recorded requests are put. */
interface RecordingStore {

    /** Grows whenever a recording begins or is erased here. */
    long changes();

    /** Those that have not been kept for too long. */
    List<Recording> all();

    /** Erases what has been kept for as long as it may be. */
    void eraseOver();

    /** Masks and stores one request; the same once more is a no-op. */
    void store(Recording recording, long source, long number, CapturedRequest request);

    /** Counts requests that are not stored. */
    void skip(Recording recording, long more);
}
