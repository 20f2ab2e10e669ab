package dev.triptych.spi;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells what a workload's program is and what it does, from outside: by its image, its files and the host's view of its
 * processes. It concludes nothing.
 *
 * <p>What an image or a guest says is hostile: every list, text and number of bytes read is bounded, and text is cut.
 * Facts that cannot be had are named in {@code missing} of the answer, each with the reason, and never guessed.
 */
public interface ProgramInspecting extends Capability {

    /**
     * Reads what the object's image says, and the program that it starts.
     *
     * <p>Idempotent; changes nothing. Takes seconds when files are large. Safe for use by many threads.
     *
     * @throws DriverException {@link DriverErrorCode#WORKLOAD_ABSENT} when there is no object
     */
    ProgramFacts inspect(WorkloadKey key);

    /**
     * Watches the object's processes for some time; blocks for so long, less when it ends before. Of an object that does
     * not run everything is missing.
     *
     * <p>Changes nothing, and looks at processes of this object alone. Ends soon when the thread is interrupted. Safe for
     * use by many threads.
     *
     * @param duration more than zero
     * @throws DriverException {@link DriverErrorCode#WORKLOAD_ABSENT}, {@link DriverErrorCode#INTERRUPTED}
     */
    BehaviourFacts watch(WorkloadKey key, Duration duration);

    /**
     * What a program is.
     *
     * @param files the program that is started first, then the interpreters that it names, one after the other
     */
    record ProgramFacts(ImageFacts image, List<ProgramFile> files, List<String> missing) {
        public ProgramFacts {
            files = List.copyOf(files);
            missing = List.copyOf(missing);
        }
    }

    /**
     * What an image's configuration says.
     *
     * @param reference as the object names it, without a digest's authority
     * @param platform {@code os/architecture}
     * @param exposedPorts {@code 80/tcp}
     * @param envNames names alone: values may be secret
     * @param layers digests of the unpacked layers, the lowest first
     */
    record ImageFacts(
            String reference,
            String platform,
            List<String> entrypoint,
            List<String> command,
            String user,
            List<String> exposedPorts,
            List<String> volumes,
            List<String> envNames,
            List<String> layers,
            ByteSize size) {
        public ImageFacts {
            entrypoint = List.copyOf(entrypoint);
            command = List.copyOf(command);
            exposedPorts = List.copyOf(exposedPorts);
            volumes = List.copyOf(volumes);
            envNames = List.copyOf(envNames);
            layers = List.copyOf(layers);
        }
    }

    /** What a file begins like. */
    enum Form {
        ELF,
        SCRIPT,
        WASM,
        OTHER
    }

    /**
     * A file that is executed.
     *
     * @param path absolute in the container, after links
     * @param elf for {@link Form#ELF} alone; null also when it is malformed
     * @param interpreter the words after {@code #!} of a script; null otherwise
     */
    record ProgramFile(
            String path,
            Form form,
            ByteSize size,
            @Nullable Elf elf,
            @Nullable String interpreter) {}

    /**
     * What an ELF file says (System V ABI, chapters 4 and 5).
     *
     * @param bits 32 or 64
     * @param machine in the words of {@code uname -m} where it is a usual one, else {@code machine <number>}
     * @param type {@code executable}, {@code shared} or {@code type <number>}
     * @param loader the dynamic linker that it names; null when it is static
     * @param libraries shared libraries that it needs, in its order
     * @param comments what compilers wrote into {@code .comment}, and what their libraries left in the data
     * @param go the version of Go that built it, {@code ""} when it was Go and does not say; null when it was not Go
     */
    record Elf(
            int bits,
            String machine,
            String type,
            @Nullable String loader,
            List<String> libraries,
            List<String> comments,
            @Nullable String go) {
        public Elf {
            libraries = List.copyOf(libraries);
            comments = List.copyOf(comments);
        }
    }

    /**
     * What a program did while it was watched.
     *
     * @param watched for how long really
     * @param looks how often its processes were looked at
     * @param processes every process that was seen, the first one first
     * @param files what they executed, each once, in the order of the processes; cut to a bounded number
     * @param mostProcesses the most at once
     * @param reaped page faults of children that ended unseen between looks: more than none says that there were some
     * @param sockets those that its processes held
     * @param devices files below {@code /dev} that its processes held open, without the ones that every program has
     * @param sharedMemory names of memory that several processes may write
     * @param memoryPeak since its start
     * @param written files of the container's own layer that are new or changed, without those on volumes
     * @param volumes places in the container where changes are kept elsewhere
     * @param writtenOnVolumes files there that changed since its start
     */
    record BehaviourFacts(
            Duration watched,
            int looks,
            List<ProcessFacts> processes,
            List<ProgramFile> files,
            int mostProcesses,
            long reaped,
            List<SocketFacts> sockets,
            List<String> devices,
            List<String> sharedMemory,
            Figure memoryPeak,
            List<String> written,
            List<String> volumes,
            List<String> writtenOnVolumes,
            List<String> missing) {
        public BehaviourFacts {
            processes = List.copyOf(processes);
            files = List.copyOf(files);
            sockets = List.copyOf(sockets);
            devices = List.copyOf(devices);
            sharedMemory = List.copyOf(sharedMemory);
            written = List.copyOf(written);
            volumes = List.copyOf(volumes);
            writtenOnVolumes = List.copyOf(writtenOnVolumes);
            missing = List.copyOf(missing);
        }
    }

    /**
     * One process.
     *
     * @param id in the container
     * @param parent of it in the container; 0 for the first
     * @param name as the kernel has it, 15 characters at most
     * @param programs what it executed, one after the other; absolute in the container
     * @param mostThreads the most at once
     * @param caughtSignals that it has handlers for, such as {@code TERM}
     * @param makesCode whether it has executable memory that is of no file
     */
    record ProcessFacts(
            int id,
            int parent,
            String name,
            List<String> programs,
            int mostThreads,
            List<String> caughtSignals,
            boolean makesCode) {
        public ProcessFacts {
            programs = List.copyOf(programs);
            caughtSignals = List.copyOf(caughtSignals);
        }
    }

    /** What a socket is there for. */
    enum Use {
        LISTENING,
        /** Opened by the program. */
        OUTGOING,
        /** Opened by somebody else, to a port that it listens on. */
        ACCEPTED
    }

    /**
     * One socket.
     *
     * @param protocol {@code tcp}, {@code udp} or {@code unix}
     * @param local address and port, or the name of a Unix socket (abstract ones begin with {@code @})
     * @param port of its own; 0 for Unix sockets
     * @param remote address and port; null when it has none
     */
    record SocketFacts(
            String protocol,
            Use use,
            String local,
            int port,
            @Nullable String remote) {}
}
