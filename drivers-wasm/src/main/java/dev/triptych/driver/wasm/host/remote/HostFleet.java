package dev.triptych.driver.wasm.host.remote;

import dev.triptych.driver.wasm.host.GuestOrder;
import dev.triptych.driver.wasm.host.wire.Failure.Said;
import dev.triptych.driver.wasm.host.wire.HostCall;
import dev.triptych.driver.wasm.host.wire.HostFolder;
import dev.triptych.driver.wasm.host.wire.HostSettings;
import dev.triptych.driver.wasm.host.wire.ProcessIdentity;
import dev.triptych.driver.wasm.host.wire.WireFormat;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.Observation;
import dev.triptych.spi.WorkloadKey;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The hosts of this installation that run, and which object is in which. At most one of them takes new guests: the one of
 * this build; it is started when it is needed and not there. Those of other builds run dry.
 */
final class HostFleet implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(HostFleet.class.getName());
    private static final Duration ANSWER = Duration.ofSeconds(15);

    private final RemoteSettings settings;
    private final WasmFolder folder;
    private final HostProgram program;
    private final HostLauncher launcher;
    private final Deadlines deadlines = new Deadlines();
    private final List<HostLink> links = new CopyOnWriteArrayList<>();
    private final Map<WorkloadKey, HostLink> places = new ConcurrentHashMap<>();
    private final Consumer<Observation> tell;
    private final ReentrantLock launching = new ReentrantLock();
    private volatile @Nullable HostLink current;
    private volatile @Nullable String problem;
    private volatile boolean closed;

    private HostFleet(RemoteSettings settings, WasmFolder folder, HostProgram program, Consumer<Observation> tell) {
        this.settings = settings;
        this.tell = tell;
        this.folder = folder;
        this.program = program;
        this.launcher = new HostLauncher(folder);
    }

    /** @param tell hears every change of a guest, on any thread */
    static HostFleet open(RemoteSettings settings, Consumer<Observation> tell) throws IOException {
        HostAccount account = HostAccount.choose(settings.account());
        WasmFolder folder = WasmFolder.in(settings.home(), account, settings.clock());
        HostFleet fleet = new HostFleet(settings, folder, HostProgram.in(folder, settings.engines()), tell);
        for (HostFolder host : folder.hosts()) {
            fleet.take(host);
        }
        return fleet;
    }

    WasmFolder folder() {
        return folder;
    }

    /** Connects to a host that an earlier service started; removes what is left of one that ended. */
    private void take(HostFolder host) throws IOException {
        if (!Files.exists(host.identity())) {
            return;
        }
        HostSettings of = WireFormat.decode(Files.readAllBytes(host.settings()), HostSettings.class);
        if (!of.installation().equals(settings.installation())) {
            return;
        }
        ProcessIdentity process = HostLauncher.identity(host);
        if (!process.alive()) {
            bury(host);
            return;
        }
        HostLink link = new HostLink(host, of, process, deadlines);
        join(link);
        for (Observation seen : link.call(new HostCall.ObserveAll(), Observation[].class, ANSWER)) {
            places.put(seen.key(), link);
        }
        if (of.build().equals(program.build())) {
            current = link;
        } else {
            link.call(new HostCall.Drain(), Said.class, ANSWER);
        }
    }

    private void join(HostLink link) {
        links.add(link);
        link.listen(tell, this::gone);
    }

    /** The stream of changes of a host broke off: it is dead, or has to be listened to again. */
    private void gone(HostLink link) {
        if (closed) {
            return;
        }
        if (link.alive()) {
            try {
                link.listen(tell, this::gone);
                return;
            } catch (DriverException e) {
                LOG.log(System.Logger.Level.DEBUG, "A host that lives does not listen", e);
            }
        }
        lose(link);
    }

    private void lose(HostLink link) {
        if (!links.remove(link)) {
            return;
        }
        if (link == current) {
            current = null;
        }
        link.close();
        List<WorkloadKey> lost = places.entrySet().stream()
                .filter(place -> place.getValue() == link)
                .map(Map.Entry::getKey)
                .toList();
        try {
            bury(link.folder());
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "What a host left could not be removed", e);
        }
        lost.forEach(key -> places.remove(key, link));
        lost.forEach(key -> tell.accept(Observation.absent(key, settings.clock().instant())));
    }

    private void bury(HostFolder host) throws IOException {
        Trees.delete(host.path());
        Files.deleteIfExists(folder.log(host));
    }

    /** Starts a host for new guests, without anybody waiting for it. */
    void warmUp() {
        Thread.ofVirtual().name("wasm-start").start(() -> {
            try {
                HostLink _ = current();
            } catch (DriverException e) {
                if (closed) {
                    return;
                }
                LOG.log(System.Logger.Level.WARNING, e.safeMessage() + " " + e.internalDetail(), e);
            }
        });
    }

    /** Asks the host for new guests; once more when it died just then, since what is asked may be asked twice. */
    <T> T onCurrent(Function<HostLink, T> question) {
        HostLink link = current();
        try {
            return question.apply(link);
        } catch (DriverException e) {
            if (e.code() != DriverErrorCode.BACKEND_UNAVAILABLE || link.alive()) {
                throw e;
            }
            lose(link);
            return question.apply(current());
        }
    }

    /** Asks the host that has an object, else the one that is to have it from now on. */
    Observation onHome(GuestOrder order, Function<HostLink, Observation> question) {
        HostLink home = places.get(order.key());
        if (home != null) {
            return question.apply(home);
        }
        return onCurrent(link -> {
            Observation made = question.apply(link);
            places.put(order.key(), link);
            return made;
        });
    }

    /** The host that has an object, or else the one for new guests. */
    HostLink home(WorkloadKey key) {
        HostLink home = places.get(key);
        return home == null ? current() : home;
    }

    /** The host that has an object. */
    HostLink homeOf(WorkloadKey key) {
        HostLink link = find(key);
        if (link == null) {
            throw new DriverException(DriverErrorCode.WORKLOAD_ABSENT, "No Wasm host knows a workload " + key + ".");
        }
        return link;
    }

    /** The host that has an object, or might: the others list theirs when they are found. Null when there is none. */
    @Nullable
    HostLink find(WorkloadKey key) {
        HostLink home = places.get(key);
        return home == null ? current : home;
    }

    void forget(WorkloadKey key) {
        places.remove(key);
    }

    List<HostLink> links() {
        return List.copyOf(links);
    }

    private HostLink current() {
        HostLink link = current;
        if (link != null) {
            return link;
        }
        try {
            launching.lockInterruptibly();
            try {
                HostLink other = current;
                return other == null ? started() : other;
            } finally {
                launching.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DriverException(
                    DriverErrorCode.INTERRUPTED, "The wait for the Wasm host was interrupted.", "", e);
        }
    }

    private HostLink started() throws InterruptedException {
        if (closed) {
            throw new DriverException(DriverErrorCode.BACKEND_UNAVAILABLE, "The Wasm driver is closed.");
        }
        try {
            HostSettings of = new HostSettings(
                    settings.installation(),
                    program.build(),
                    HostLauncher.newNonce(),
                    folder.account().clients(),
                    folder.store(),
                    settings.limits(),
                    program.engines(),
                    settings.compiling(),
                    settings.linger(),
                    null);
            HostFolder host = launcher.launch(program, of);
            HostLink link = new HostLink(host, of, HostLauncher.identity(host), deadlines);
            join(link);
            current = link;
            problem = null;
            return link;
        } catch (DriverException e) {
            problem = e.safeMessage();
            throw e;
        } catch (IOException e) {
            problem = "The Wasm host cannot be started.";
            throw new DriverException(
                    DriverErrorCode.BACKEND_UNAVAILABLE, "The Wasm host cannot be started.", "" + e, e);
        }
    }

    /** What is wrong, in a sentence; null when all is well. */
    @Nullable
    String problem() {
        HostLink link = current;
        if (link == null) {
            return problem;
        }
        try {
            return link.call(new HostCall.Problem(), Said.class, ANSWER).sentence();
        } catch (DriverException e) {
            return e.safeMessage();
        }
    }

    /** Whether a host runs, or may be expected to come up. */
    boolean usable() {
        return current != null || problem == null;
    }

    String summary() {
        return links.isEmpty()
                ? "none runs"
                : links.stream()
                        .map(link -> "process " + link.process().pid() + (link == current ? "" : " (running dry)"))
                        .collect(Collectors.joining(", "));
    }

    @Override
    public void close() {
        closed = true;
        links.forEach(HostLink::close);
        deadlines.close();
    }
}
