package dev.triptych.driver.container;

import dev.triptych.spi.ProgramInspecting.ProcessFacts;
import dev.triptych.spi.ProgramInspecting.SocketFacts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a container's processes were seen to do, look after look. Its processes are the first one and those below it: a
 * container's first process adopts every other whose parent ends.
 */
final class ProcessLooks {
    private static final int MOST_AT_ONCE = 512;
    private static final int MOST_SEEN = 1024;
    private static final int MOST_SOCKETS = 256;
    private static final int MOST_NAMES = 64;
    private static final String SOCKET = "socket:[";
    private static final String DELETED = " (deleted)";
    private static final Set<String> USUAL_DEVICES = Set.of(
            "/dev/null",
            "/dev/zero",
            "/dev/full",
            "/dev/random",
            "/dev/urandom",
            "/dev/tty",
            "/dev/console",
            "/dev/ptmx");

    private final ProcessFolder first;
    private final Map<ProcessFolder, Seen> seen = new LinkedHashMap<>();
    private final Set<SocketFacts> sockets = new LinkedHashSet<>();
    private final Set<String> devices = new TreeSet<>();
    private final Set<String> sharedMemory = new TreeSet<>();
    private final Map<ProcessFolder, Long> faultsAtFirst = new HashMap<>();
    private boolean cut;
    private boolean unreadable;
    private long reaped;
    private int most;
    private int looks;

    private static final class Seen {
        private int id;
        private int parent;
        private String name = "";
        private final Set<String> programs = new LinkedHashSet<>();
        private int threads;
        private final Set<String> signals = new LinkedHashSet<>();
        private boolean makesCode;
    }

    /** Looks at the processes below this one, and at itself. */
    ProcessLooks(ProcessFolder first) {
        this.first = first;
    }

    /** Looks once; answers whether the first process was still there. */
    boolean look() {
        if (!first.lives()) {
            return false;
        }
        List<ProcessFolder> alive = alive();
        Set<Long> inodes = new HashSet<>();
        for (ProcessFolder process : alive) {
            if (seen.size() >= MOST_SEEN && !seen.containsKey(process)) {
                cut = true;
                continue;
            }
            note(process, seen.computeIfAbsent(process, _ -> new Seen()));
            noteDescriptors(process, inodes);
        }
        noteSockets(inodes);
        if (!first.lives()) {
            return false; // the last readings may be of nobody
        }
        most = Math.max(most, alive.size());
        looks++;
        return true;
    }

    private List<ProcessFolder> alive() {
        List<ProcessFolder> alive = new ArrayList<>(List.of(first));
        for (int at = 0; at < alive.size(); at++) {
            for (long child : alive.get(at).children()) {
                if (alive.size() >= MOST_AT_ONCE) {
                    cut = true;
                    return alive;
                }
                ProcessFolder.of(first.proc(), child).ifPresent(alive::add);
            }
        }
        return alive;
    }

    private void note(ProcessFolder process, Seen facts) {
        Map<String, String> status = process.status();
        if (status.isEmpty() || !process.lives()) {
            return;
        }
        facts.name = BoundedText.line(status.getOrDefault("Name", ""));
        facts.id = idInside(status);
        facts.parent = parent(process);
        facts.threads = Math.max(facts.threads, Integer.parseInt(status.getOrDefault("Threads", "1")));
        facts.signals.addAll(SignalNames.of(Long.parseUnsignedLong(status.getOrDefault("SigCgt", "0"), 16)));
        process.link("exe").map(exe -> BoundedText.line(without(exe))).ifPresent(exe -> {
            if (facts.programs.size() < MOST_NAMES && facts.programs.add(exe)) {
                facts.makesCode |= noteMemory(process);
            }
        });
        if (looks % 10 == 9) {
            facts.makesCode |= noteMemory(process); // what is mapped after the start
        }
        long faults = process.reapedFaults();
        reaped += Math.max(0, faults - faultsAtFirst.getOrDefault(process, faults));
        faultsAtFirst.put(process, faults);
    }

    private static int idInside(Map<String, String> status) {
        String[] ids = status.getOrDefault("NSpid", "0").split("\\s+", -1);
        return Integer.parseInt(ids[ids.length - 1]);
    }

    private int parent(ProcessFolder process) {
        long parent = process.parent();
        return process.equals(first)
                ? 0
                : seen.entrySet().stream()
                        .filter(entry -> entry.getKey().pid() == parent)
                        .map(entry -> entry.getValue().id)
                        .reduce((_, latest) -> latest)
                        .orElse(0);
    }

    private static String without(String path) {
        return path.endsWith(DELETED) ? path.substring(0, path.length() - DELETED.length()) : path;
    }

    /** Answers whether it has executable memory of no file; notes memory that others may write, too. */
    private boolean noteMemory(ProcessFolder process) {
        boolean[] code = new boolean[1];
        process.text("maps")
                .ifPresent(maps -> maps.lines().forEach(line -> {
                    String[] words = line.split("\\s+", 6);
                    if (words.length < 5) {
                        return;
                    }
                    String path = words.length > 5 ? words[5] : "";
                    code[0] |= words[1].charAt(2) == 'x' && path.isEmpty();
                    boolean written = words[1].charAt(1) == 'w' && words[1].endsWith("s");
                    if (written && isSharedMemory(path) && sharedMemory.size() < MOST_NAMES) {
                        sharedMemory.add(BoundedText.line(without(path)));
                    }
                }));
        return code[0];
    }

    private static boolean isSharedMemory(String path) {
        return path.startsWith("/dev/shm/")
                || path.startsWith("/SYSV")
                || path.startsWith("/memfd:")
                || path.startsWith("/dev/zero");
    }

    private void noteDescriptors(ProcessFolder process, Set<Long> inodes) {
        unreadable |= !process.descriptorsAreReadable() && process.lives();
        for (String target : process.descriptors()) {
            if (target.startsWith(SOCKET)) {
                inodes.add(Long.parseLong(target.substring(SOCKET.length(), target.length() - 1)));
            } else if (isDevice(target) && devices.size() < MOST_NAMES) {
                devices.add(BoundedText.line(without(target)));
            }
        }
    }

    private static boolean isDevice(String path) {
        return path.startsWith("/dev/")
                && !USUAL_DEVICES.contains(path)
                && !path.startsWith("/dev/pts/")
                && !path.startsWith("/dev/shm/");
    }

    private void noteSockets(Set<Long> inodes) {
        SocketTable table = new SocketTable(inodes::contains);
        for (String protocol : List.of("tcp", "tcp6", "udp", "udp6")) {
            first.text("net/" + protocol).ifPresent(text -> table.internet(protocol.substring(0, 3), text));
        }
        first.text("net/unix").ifPresent(table::unix);
        for (SocketFacts socket : table.sockets()) {
            if (sockets.size() >= MOST_SOCKETS) {
                cut = true;
                return;
            }
            sockets.add(socket);
        }
    }

    int looks() {
        return looks;
    }

    int mostProcesses() {
        return most;
    }

    long reaped() {
        return reaped;
    }

    List<SocketFacts> sockets() {
        return List.copyOf(sockets);
    }

    List<String> devices() {
        return List.copyOf(devices);
    }

    List<String> sharedMemory() {
        return List.copyOf(sharedMemory);
    }

    /** Every process that was seen long enough to be read. */
    List<ProcessFacts> processes() {
        return seen.values().stream()
                .filter(facts -> facts.id > 0)
                .map(facts -> new ProcessFacts(
                        facts.id,
                        facts.parent,
                        facts.name,
                        List.copyOf(facts.programs),
                        facts.threads,
                        List.copyOf(facts.signals),
                        facts.makesCode))
                .toList();
    }

    /** What these looks could not see. */
    List<String> missing() {
        List<String> missing = new ArrayList<>();
        if (unreadable) {
            missing.add("sockets and devices: the descriptors of its processes may not be read by this user");
        }
        if (cut) {
            missing.add("processes: there are more than are looked at (" + MOST_AT_ONCE + " at once, " + MOST_SEEN
                    + " in all, " + MOST_SOCKETS + " sockets)");
        }
        return missing;
    }
}
