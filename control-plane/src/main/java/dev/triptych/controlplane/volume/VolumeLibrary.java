package dev.triptych.controlplane.volume;

import dev.triptych.controlplane.journal.Event;
import dev.triptych.controlplane.journal.EventWriter;
import dev.triptych.controlplane.journal.ReasonCode;
import dev.triptych.controlplane.platform.Actor;
import dev.triptych.controlplane.platform.DiskGuard;
import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.Home;
import dev.triptych.controlplane.platform.TriptychException;
import dev.triptych.controlplane.platform.TriptychException.Conflict;
import dev.triptych.controlplane.platform.TriptychException.InvalidRequest;
import dev.triptych.controlplane.platform.TriptychException.LimitReached;
import dev.triptych.controlplane.platform.TriptychException.NotFound;
import dev.triptych.controlplane.platform.TriptychException.Unprocessable;
import dev.triptych.controlplane.volume.Volume.Stage;
import dev.triptych.controlplane.workload.Users;
import dev.triptych.controlplane.workload.WorkloadQueries;
import dev.triptych.spi.ByteSize;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.stereotype.Component;

/**
 * The volumes. What is about to happen to one is on record first, so that the next start ends what was cut short. The table
 * is held in memory, too: each run that begins asks it.
 */
@Component
public class VolumeLibrary implements Volumes, InitializingBean {
    private static final Logger LOG = LoggerFactory.getLogger(VolumeLibrary.class);

    private final VolumeRows rows;
    private final EventWriter events;
    private final WorkloadQueries workloads;
    private final VolumeProperties properties;
    private final DiskGuard disk;
    private final Clock clock;
    private final VolumePlaces places;
    private final SortedMap<String, Volume> byName = new ConcurrentSkipListMap<>();

    VolumeLibrary(
            VolumeRows rows,
            EventWriter events,
            WorkloadQueries workloads,
            VolumeProperties properties,
            DiskGuard disk,
            Home home,
            Clock clock) {
        this.rows = rows;
        this.events = events;
        this.workloads = workloads;
        this.properties = properties;
        this.disk = disk;
        this.clock = clock;
        this.places = new VolumePlaces(home);
    }

    /**
     * A volume, and who mounts it.
     *
     * @param room of its own file system; null when it has none, or cannot be asked
     * @param bound what bounds it, or why nothing does
     */
    public record Listed(
            Volume volume, Users usedBy, @Nullable Room room, String bound) {}

    /** In bytes. */
    public record Room(long used, long free) {}

    /** What a request for a volume did. */
    public record Put(Listed volume, boolean created) {}

    /** Ends, or begins again, what the process before was in the middle of. What nobody recorded is taken over as it is. */
    @Override
    public void afterPropertiesSet() throws IOException {
        rows.all().forEach(volume -> byName.put(volume.name(), volume));
        for (String name : places.present()) {
            if (!byName.containsKey(name)) {
                keep(new Volume(name, null, Stage.READY, clock.instant()));
            }
        }
        for (Volume volume : List.copyOf(byName.values())) {
            try {
                settle(volume);
            } catch (IOException later) {
                LOG.error("the volume {} ({}) could not be made ready", volume.name(), volume.stage(), later);
            }
        }
    }

    private synchronized void settle(Volume volume) throws IOException {
        switch (volume.stage()) {
            case MAKING -> {
                places.make(volume);
                keep(volume.in(Stage.READY));
            }
            case READY -> {
                if (volume.size() != null) {
                    places.open(volume);
                }
            }
            case FILLING -> {
                places.empty(volume);
                keep(volume.in(Stage.READY));
            }
            case DELETING -> remove(volume);
        }
    }

    private void keep(Volume volume) {
        rows.put(volume);
        byName.put(volume.name(), volume);
    }

    private void remove(Volume volume) throws IOException {
        places.delete(volume);
        rows.delete(volume.name());
        byName.remove(volume.name());
    }

    /**
     * Makes a volume; the same again changes nothing.
     *
     * @param size null for a directory that only the host's disk bounds
     * @throws InvalidRequest when no file system can have that size
     * @throws Conflict {@link ErrorCode#NAME_TAKEN} by one of another size
     * @throws Unprocessable {@link ErrorCode#NOT_SUPPORTED} when nothing can bound a volume here
     * @throws LimitReached {@link ErrorCode#STORAGE_FULL}
     */
    public Put put(String name, @Nullable ByteSize size, Actor actor) {
        if (size != null) {
            checkSize(size);
        }
        if (!make(name, size)) {
            return new Put(get(name), false);
        }
        String bounds = size == null ? "" : " of " + size;
        tell(
                "volume.created",
                name,
                ReasonCode.VOLUME_CREATED,
                actor,
                "Made the volume \"" + name + "\"" + bounds + ".");
        return new Put(get(name), true);
    }

    private void checkSize(ByteSize size) {
        if (size.compareTo(VolumeProperties.LEAST_SIZE) < 0 || size.compareTo(properties.maxSize()) > 0) {
            throw InvalidRequest.of("size", "must be " + VolumeProperties.LEAST_SIZE + " to " + properties.maxSize());
        }
    }

    private synchronized boolean make(String name, @Nullable ByteSize size) {
        Volume present = byName.get(name);
        if (present != null) {
            if (java.util.Objects.equals(present.size(), size)) {
                return false;
            }
            throw new Conflict(
                    ErrorCode.NAME_TAKEN,
                    "There is a volume \"" + name + "\" "
                            + (present.size() == null ? "without a size" : "of " + present.size())
                            + ". A volume's size cannot be changed: export it, and import it into another.");
        }
        if (size != null) {
            String lack = FileSystems.lack();
            if (lack != null) {
                throw new Unprocessable(
                        ErrorCode.NOT_SUPPORTED,
                        "A volume's size cannot be enforced here: " + lack
                                + ". Leave out size for a directory that only" + " the host's disk bounds.");
            }
            disk.requireSpaceFor(size.bytes());
        }
        Volume made = new Volume(name, size, Stage.MAKING, clock.instant());
        keep(made);
        try {
            settle(made);
            return true;
        } catch (IOException e) {
            takeBack(made);
            throw new UncheckedIOException("the volume \"" + name + "\" cannot be made", e);
        }
    }

    private void takeBack(Volume made) {
        try {
            keep(made.in(Stage.DELETING));
            remove(made);
        } catch (IOException later) {
            LOG.error("what was made of the volume {} stays until the next start", made.name(), later);
        }
    }

    /** All volumes, by name. */
    public List<Listed> list() {
        Map<String, Users> users = workloads.usersByVolume();
        return byName.values().stream()
                .filter(volume -> volume.stage() != Stage.DELETING)
                .map(volume -> listed(volume, users.getOrDefault(volume.name(), Users.NOBODY)))
                .toList();
    }

    /**
     * The volume of this name.
     *
     * @throws NotFound {@link ErrorCode#VOLUME_NOT_FOUND}
     */
    public Listed get(String name) {
        return listed(require(name), workloads.usersOfVolume(name));
    }

    Volume require(String name) {
        Volume volume = byName.get(name);
        if (volume == null || volume.stage() == Stage.DELETING) {
            throw new NotFound(
                    ErrorCode.VOLUME_NOT_FOUND,
                    "There is no volume \"" + name + "\". Make it with PUT /volumes/" + name + ".");
        }
        return volume;
    }

    private Listed listed(Volume volume, Users users) {
        ByteSize size = volume.size();
        if (size == null) {
            return new Listed(volume, users, null, "It has no size; only the host's disk bounds it.");
        }
        FileStore store = places.store(volume);
        if (store == null) {
            return new Listed(volume, users, null, "Its file system is not mounted; the service's log says why.");
        }
        try {
            long free = store.getUsableSpace();
            return new Listed(
                    volume,
                    users,
                    new Room(Math.max(0, size.bytes() - free), free),
                    "A file system of its own (ext4 in a file, by a loop device) holds no more, whatever the kind of the"
                            + " writer.");
        } catch (IOException e) {
            throw new UncheckedIOException("the volume \"" + volume.name() + "\" cannot be measured", e);
        }
    }

    /**
     * Deletes a volume with all that is in it.
     *
     * @throws NotFound {@link ErrorCode#VOLUME_NOT_FOUND}
     * @throws Conflict {@link ErrorCode#VOLUME_IN_USE} by a workload, be it stopped, or by an import
     */
    public void delete(String name, Actor actor) {
        erase(name);
        tell("volume.deleted", name, ReasonCode.VOLUME_DELETED, actor, "Deleted the volume \"" + name + "\".");
    }

    private synchronized void erase(String name) {
        Volume volume = require(name);
        Users users = workloads.usersOfVolume(name);
        if (users.any()) {
            throw new Conflict(
                    ErrorCode.VOLUME_IN_USE,
                    "The volume \"" + name + "\" is mounted by " + users.told() + ". Delete these workloads first.");
        }
        refuseIfFilling(volume);
        Volume gone = volume.in(Stage.DELETING);
        keep(gone);
        try {
            remove(gone);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the volume \"" + name + "\" cannot be deleted; the next start tries again", e);
        }
    }

    private static void refuseIfFilling(Volume volume) {
        if (volume.stage() == Stage.FILLING) {
            throw new Conflict(
                    ErrorCode.VOLUME_IN_USE,
                    "The volume \"" + volume.name() + "\" is being imported. Try again when it is done.");
        }
    }

    /**
     * Keeps runs away from a volume that is to be filled.
     *
     * @return where it is
     * @throws TriptychException when it is not there, not empty, or somebody has it
     */
    synchronized Path beginFilling(String name) throws IOException {
        Volume volume = require(name);
        refuseIfFilling(volume);
        Users running = Users.of(workloads.mounting(name).stream()
                .filter(view -> !view.workload().atRest())
                .map(view -> view.workload().name())
                .toList());
        if (running.any()) {
            throw new Conflict(
                    ErrorCode.VOLUME_IN_USE,
                    "The volume \"" + name + "\" is mounted by " + running.told() + ". Stop them first.");
        }
        Path directory = places.open(volume);
        if (!places.isEmpty(name)) {
            throw new Conflict(
                    ErrorCode.ACTION_NOT_POSSIBLE, "The volume \"" + name + "\" is not empty. Import into a new one.");
        }
        keep(volume.in(Stage.FILLING));
        return directory;
    }

    /** Lets runs have it again: with what was imported, or empty as it was. */
    synchronized void endFilling(String name, boolean complete) throws IOException {
        Volume volume = require(name);
        if (!complete) {
            places.empty(volume);
        }
        keep(volume.in(Stage.READY));
    }

    synchronized Path openNow(String name) throws IOException {
        return places.open(require(name));
    }

    void tell(String type, String name, ReasonCode reason, Actor actor, String message) {
        events.record(type, new Event.Subject(Event.SubjectType.VOLUME, name, null), reason, actor, message);
    }

    @Override
    public Path directory(String name) {
        Path directory = places.directory(name);
        if (directory == null) {
            throw new DriverException(DriverErrorCode.INVALID_SPEC, "\"" + name + "\" is not a volume's name");
        }
        return directory;
    }

    @Override
    public Path open(String name, Access access) {
        directory(name);
        try {
            return openForRun(name, access);
        } catch (NotDirectoryException e) {
            throw new DriverException(
                    DriverErrorCode.INVALID_SPEC, "what has the name of the volume \"" + name + "\" is no directory");
        } catch (IOException e) {
            throw new DriverException(
                    DriverErrorCode.STORAGE_FULL, "the volume \"" + name + "\" cannot be opened", e.toString(), e);
        }
    }

    private synchronized Path openForRun(String name, Access access) throws IOException {
        Volume volume = byName.get(name);
        if (volume == null) {
            volume = new Volume(name, null, Stage.READY, clock.instant());
            keep(volume);
        }
        if (volume.stage() != Stage.READY) {
            throw new DriverException(
                    DriverErrorCode.INVALID_SPEC,
                    "the volume \"" + name + "\" is being imported or deleted; start the workload again after that");
        }
        if (access == Access.WITHOUT_WRITING && !FileSystems.isRoot()) {
            throw new DriverException(
                    DriverErrorCode.NOT_SUPPORTED,
                    "a machine's mount can be read-only only where the service runs as root; leave out readOnly");
        }
        return access == Access.WITHOUT_WRITING ? places.openReadOnly(volume) : places.open(volume);
    }
}
