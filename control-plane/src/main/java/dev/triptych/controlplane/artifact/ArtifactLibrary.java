package dev.triptych.controlplane.artifact;

import dev.triptych.controlplane.artifact.ContentFiles.Received;
import dev.triptych.controlplane.journal.Event;
import dev.triptych.controlplane.journal.EventWriter;
import dev.triptych.controlplane.journal.ReasonCode;
import dev.triptych.controlplane.platform.Actor;
import dev.triptych.controlplane.platform.DiskGuard;
import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.Home;
import dev.triptych.controlplane.platform.TriptychException.Conflict;
import dev.triptych.controlplane.platform.TriptychException.LimitReached;
import dev.triptych.controlplane.platform.TriptychException.LostRace;
import dev.triptych.controlplane.platform.TriptychException.NotFound;
import dev.triptych.controlplane.workload.Users;
import dev.triptych.controlplane.workload.WorkloadQueries;
import dev.triptych.spi.ByteSize;
import dev.triptych.spi.ModuleInspecting.ModuleInspection;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The stored artifacts. A name stands for one digest at a time; bytes are kept once, whatever the number of names. The
 * table is also held in memory, since each workload that is created and each run that begins asks it.
 */
@Component
public class ArtifactLibrary implements Artifacts {
    private final ArtifactRows rows;
    private final ModuleInspector modules;
    private final EventWriter events;
    private final WorkloadQueries workloads;
    private final ArtifactProperties properties;
    private final DiskGuard disk;
    private final Clock clock;
    private final ContentFiles files;
    private final Semaphore uploads;
    private final SortedMap<String, Artifact> byName = new ConcurrentSkipListMap<>();

    ArtifactLibrary(
            ArtifactRows rows,
            ModuleInspector modules,
            EventWriter events,
            WorkloadQueries workloads,
            ArtifactProperties properties,
            DiskGuard disk,
            Home home,
            Clock clock) {
        this.rows = rows;
        this.modules = modules;
        this.events = events;
        this.workloads = workloads;
        this.properties = properties;
        this.disk = disk;
        this.clock = clock;
        this.files = new ContentFiles(home.folder("artifacts"), clock);
        this.uploads = new Semaphore(properties.maxUploads());
        rows.all().forEach(artifact -> byName.put(artifact.name(), artifact));
    }

    /** What an upload did. */
    public record Stored(Artifact artifact, Outcome outcome) {
        /** The ways in which an upload ends well. */
        public enum Outcome {
            CREATED,
            REPLACED,
            UNCHANGED
        }
    }

    /**
     * What a caller sends.
     *
     * @param length how many bytes the caller has announced; empty when it did not
     * @param expected the digest that the caller wants to replace; null when it named none
     * @param declared what the bytes are in the caller's words; null to have that found out
     */
    public record Upload(
            InputStream bytes,
            OptionalLong length,
            @Nullable String expected,
            @Nullable Format declared) {}

    /**
     * Stores bytes under a name. The same bytes again change nothing.
     *
     * @throws LimitReached {@link ErrorCode#BODY_TOO_LARGE}, {@link ErrorCode#STORAGE_FULL},
     *     {@link ErrorCode#TOO_MANY_REQUESTS}
     * @throws LostRace {@link ErrorCode#PRECONDITION_FAILED}, {@link ErrorCode#PRECONDITION_REQUIRED}
     * @throws dev.triptych.controlplane.platform.TriptychException.Unprocessable {@link ErrorCode#SOURCE_INVALID}
     */
    public Stored put(String name, Upload upload, Actor actor) {
        long most = properties.maxSize().bytes();
        if (upload.length().orElse(0) > most) {
            throw ContentFiles.tooLarge(most);
        }
        disk.requireSpaceFor(upload.length().orElse(0));
        requireExpected(name, upload.expected());
        if (!uploads.tryAcquire()) {
            throw new LimitReached(
                    ErrorCode.TOO_MANY_REQUESTS,
                    properties.maxUploads() + " uploads are under way, as many as may be. Try again in a moment.");
        }
        try {
            Stored stored = store(name, files.receive(upload.bytes(), most, disk::requireSpace), upload);
            tell(stored, actor);
            return stored;
        } catch (IOException e) {
            throw new UncheckedIOException("the artifact \"" + name + "\" did not arrive whole", e);
        } finally {
            uploads.release();
        }
    }

    /** One page, by name, of those whose name contains a text. */
    public List<Artifact> list(@Nullable String contains, @Nullable String afterName, int limit) {
        SortedMap<String, Artifact> rest = afterName == null ? byName : byName.tailMap(afterName + "\0");
        return rest.values().stream()
                .filter(artifact -> contains == null || artifact.name().contains(contains))
                .limit(limit)
                .toList();
    }

    /**
     * What is stored under a name.
     *
     * @throws NotFound {@link ErrorCode#ARTIFACT_NOT_FOUND}
     */
    public Artifact get(String name) {
        Artifact artifact = byName.get(name);
        if (artifact == null) {
            throw new NotFound(
                    ErrorCode.ARTIFACT_NOT_FOUND,
                    "There is no artifact \"" + name + "\". Store one with PUT /artifacts/" + name + ".");
        }
        return artifact;
    }

    /** The workloads that use these bytes. */
    public Users usedBy(Artifact artifact) {
        return workloads.usersOfArtifact(artifact.digest());
    }

    /**
     * Frees a name. The bytes go later, when no name and no workload needs them.
     *
     * @param expected the digest that the caller wants to delete; null for whatever is there
     * @throws NotFound {@link ErrorCode#ARTIFACT_NOT_FOUND}
     * @throws LostRace {@link ErrorCode#PRECONDITION_FAILED}
     * @throws Conflict {@link ErrorCode#ARTIFACT_IN_USE}
     */
    public void delete(String name, @Nullable String expected, Actor actor) {
        remove(name, expected);
        events.record(
                "artifact.deleted",
                subject(name),
                ReasonCode.ARTIFACT_DELETED,
                actor,
                "Deleted the artifact \"" + name + "\".");
    }

    private synchronized void remove(String name, @Nullable String expected) {
        Artifact artifact = get(name);
        requireExpected(name, expected);
        Users users = usedBy(artifact);
        if (users.any()) {
            throw new Conflict(
                    ErrorCode.ARTIFACT_IN_USE,
                    "The artifact \"" + name + "\" is used by " + users.told() + ". Delete these workloads first.");
        }
        try {
            files.touch(artifact.digest());
        } catch (IOException e) {
            throw new UncheckedIOException("the file of \"" + name + "\" cannot be marked", e);
        }
        rows.delete(name);
        byName.remove(name);
    }

    @Override
    public Optional<Resolved> resolve(String name) {
        return Optional.ofNullable(byName.get(name))
                .flatMap(artifact -> files.find(artifact.digest()).map(file -> resolved(artifact, file)));
    }

    private static Resolved resolved(Artifact artifact, Path file) {
        Inspection inspection = artifact.inspection();
        Long disk = inspection.virtualSizeBytes();
        return new Resolved(
                artifact.name(),
                artifact.digest(),
                file,
                new ByteSize(artifact.sizeBytes()),
                inspection.format(),
                disk == null ? null : new ByteSize(disk));
    }

    @Override
    public Optional<ModuleInspection> module(String name) {
        return Optional.ofNullable(byName.get(name))
                .flatMap(artifact -> Optional.ofNullable(artifact.inspection().module()));
    }

    @Override
    public Optional<Path> file(String digest) {
        return files.find(digest);
    }

    /** Deletes bytes that have been without name and workload for the grace. */
    synchronized void sweep() throws IOException {
        Instant before = clock.instant().minus(properties.sweepGrace());
        for (String digest : files.olderThan(before)) {
            boolean named = byName.values().stream()
                    .anyMatch(artifact -> artifact.digest().equals(digest));
            if (!named && !workloads.usersOfArtifact(digest).any()) {
                files.delete(digest);
            }
        }
    }

    private void tell(Stored stored, Actor actor) {
        String name = stored.artifact().name();
        switch (stored.outcome()) {
            case CREATED ->
                events.record(
                        "artifact.stored",
                        subject(name),
                        ReasonCode.ARTIFACT_STORED,
                        actor,
                        "Stored the artifact \"" + name + "\".");
            case REPLACED ->
                events.record(
                        "artifact.replaced",
                        subject(name),
                        ReasonCode.ARTIFACT_REPLACED,
                        actor,
                        "Replaced the bytes of the artifact \"" + name + "\".");
            case UNCHANGED -> {}
        }
    }

    private static Event.Subject subject(String name) {
        return new Event.Subject(Event.SubjectType.ARTIFACT, name, null);
    }

    private Stored store(String name, Received received, Upload upload) throws IOException {
        try {
            Artifact present = byName.get(name);
            Inspection inspection = present != null && isSame(present, received, upload.declared())
                    ? present.inspection()
                    : inspect(name, received.file(), upload.declared());
            return record(name, received, inspection, upload.expected());
        } finally {
            files.drop(received);
        }
    }

    private static boolean isSame(Artifact present, Received received, @Nullable Format format) {
        return present.digest().equals(received.digest())
                && (format == null || present.inspection().format() == format);
    }

    private synchronized Stored record(String name, Received received, Inspection inspection, @Nullable String expected)
            throws IOException {
        requireExpected(name, expected);
        Artifact present = byName.get(name);
        if (present != null && isSame(present, received, inspection.format())) {
            files.keep(received);
            return new Stored(present, Stored.Outcome.UNCHANGED);
        }
        if (present != null && expected == null) {
            String other = present.digest().equals(received.digest()) ? "these bytes as another format" : "other bytes";
            throw new LostRace(
                    ErrorCode.PRECONDITION_REQUIRED,
                    "\"" + name + "\" holds " + other + ". To replace them, send If-Match: \"" + present.digest()
                            + "\". Workloads that exist keep the bytes they were created with.");
        }
        files.keep(received);
        Instant now = clock.instant();
        Artifact artifact = new Artifact(
                name, received.digest(), received.size(), inspection, present == null ? now : present.createdAt(), now);
        rows.put(artifact);
        byName.put(name, artifact);
        if (present != null) {
            files.touch(present.digest());
        }
        return new Stored(artifact, present == null ? Stored.Outcome.CREATED : Stored.Outcome.REPLACED);
    }

    private Inspection inspect(String name, Path file, @Nullable Format declared) throws IOException {
        if (declared != null || (!name.endsWith(".wasm") && !FormatDetection.claimsWasm(file))) {
            return FormatDetection.detect(file, declared, properties.maxDiskSize());
        }
        var module = modules.inspect(file);
        Format format = module.form().equals("component") ? Format.WASM_COMPONENT : Format.WASM_MODULE;
        return Inspection.of(format, module);
    }

    private void requireExpected(String name, @Nullable String expected) {
        Artifact present = byName.get(name);
        if (expected != null && (present == null || !present.digest().equals(expected))) {
            throw new LostRace(
                    ErrorCode.PRECONDITION_FAILED,
                    present == null
                            ? "There is no artifact \"" + name + "\" to match If-Match."
                            : "\"" + name + "\" now holds " + present.digest() + ", not what If-Match names.");
        }
    }
}
