package dev.triptych.driver.wasm.host.remote;

import dev.triptych.driver.wasm.host.GuestOrder;
import dev.triptych.driver.wasm.host.OwnHost;
import dev.triptych.driver.wasm.host.wire.Dedication;
import dev.triptych.driver.wasm.host.wire.Failure.Said;
import dev.triptych.driver.wasm.host.wire.HostCall;
import dev.triptych.driver.wasm.host.wire.HostFolder;
import dev.triptych.driver.wasm.host.wire.HostSettings;
import dev.triptych.process.Deadlines;
import dev.triptych.process.ProcessAccount;
import dev.triptych.process.ProcessIdentity;
import dev.triptych.process.WireFormat;
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
 * The hosts of this installation that run, and which object is in which. At most one of them takes new guests of all: the
 * one of this build; it is started when it is needed and not there. Those of other builds run dry. Beside them are hosts
 * of one workload each.
 */
final class HostFleet implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(HostFleet.class.getName());
    private static final Duration ANSWER = Duration.ofSeconds(15);

    private final RemoteSettings settings;
    private final WasmFolder folder;
    private final HostProgram program;
    private final HostStarter starter;
    private final DeadHosts dead;
    private final MuteHosts mute;
    private final ControlGroups groups;
    private final Deadlines deadlines = new Deadlines();
    private final List<HostLink> links = new CopyOnWriteArrayList<>();
    private final Map<WorkloadKey, HostLink> places = new ConcurrentHashMap<>();
    private final OwnHosts homes;
    private final OwnHosts callees;
    private final Consumer<Observation> tell;
    private final ReentrantLock burying = new ReentrantLock();
    private volatile @Nullable HostLink current;
    private volatile @Nullable String problem;
    private volatile boolean closed;

    private HostFleet(
            RemoteSettings settings,
            WasmFolder folder,
            HostProgram program,
            KeptRuns kept,
            Consumer<Observation> tell) {
        this.settings = settings;
        this.tell = tell;
        this.folder = folder;
        this.program = program;
        this.groups = ControlGroups.at(settings.controlGroups());
        this.starter = new HostStarter(settings, folder, program, groups, deadlines);
        this.dead = new DeadHosts(settings, folder, groups, kept);
        this.mute = new MuteHosts(dead);
        this.homes = new OwnHosts(starter, places, false, this::join, this::end);
        this.callees = new OwnHosts(starter, new ConcurrentHashMap<>(), true, this::join, this::end);
    }

    /** @param tell hears every change of a guest, on any thread */
    static HostFleet open(RemoteSettings settings, Consumer<Observation> tell) throws IOException {
        ProcessAccount account = ProcessAccount.choose(settings.account());
        WasmFolder folder = WasmFolder.in(settings.home(), account, settings.clock());
        HostFleet fleet = new HostFleet(
                settings,
                folder,
                HostProgram.in(folder, settings.engines(), settings.startCache()),
                KeptRuns.open(folder, settings.installation()),
                tell);
        for (HostFolder host : folder.hosts()) {
            fleet.take(host);
        }
        fleet.dead.sweepGroups(fleet.links);
        return fleet;
    }

    WasmFolder folder() {
        return folder;
    }

    ControlGroups groups() {
        return groups;
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
            dead.bury(host);
            return;
        }
        if (!of.speaksOurs()) {
            mute.add(host, of, process);
            return;
        }
        HostLink link = new HostLink(host, of, process, deadlines);
        join(link);
        Observation[] objects = link.call(new HostCall.ObserveAll(), Observation[].class, ANSWER);
        for (Observation seen : objects) {
            places.put(seen.key(), link);
            dead.saw(seen);
        }
        Dedication own = of.dedication();
        if (own != null && own.forCalls()) {
            callees.found(own.key(), link);
        } else if (own != null && objects.length == 0) {
            end(link);
        } else if (own == null && of.build().equals(program.build())) {
            current = link;
        } else {
            link.call(new HostCall.Drain(), Said.class, ANSWER);
        }
    }

    private void join(HostLink link) {
        links.add(link);
        link.listen(tell, this::gone);
        if (closed) {
            link.close(); // it was being started when nobody wanted it any more
        }
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

    /** A host is dead: so are its guests. When this returns, what it left is known, whoever noticed first. */
    void lose(HostLink link) {
        List<WorkloadKey> lost;
        burying.lock();
        try {
            lost = links.remove(link) ? whatDiedWith(link) : List.of();
        } finally {
            burying.unlock();
        }
        lost.forEach(key -> tell.accept(dead.observe(key)));
    }

    private List<WorkloadKey> whatDiedWith(HostLink link) {
        if (link == current) {
            current = null;
        }
        link.close();
        callees.lost(link);
        List<WorkloadKey> lost = places.entrySet().stream()
                .filter(place -> place.getValue() == link)
                .map(Map.Entry::getKey)
                .toList();
        dead.bury(link, lost);
        lost.forEach(key -> places.remove(key, link));
        return lost;
    }

    DeadHosts dead() {
        return dead;
    }

    MuteHosts mute() {
        return mute;
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
        OwnHost own = order.ownHost();
        if (own != null) {
            return onOwn(order.key(), own, question);
        }
        return onCurrent(link -> {
            Observation made = question.apply(link);
            places.put(order.key(), link);
            return made;
        });
    }

    boolean isPlaced(WorkloadKey key) {
        return places.containsKey(key);
    }

    /** Asks the host that is to have an object. When it dies meanwhile nobody asks another: it may have begun. */
    <T> T onceOnNewHome(GuestOrder order, Function<HostLink, T> question) {
        OwnHost own = order.ownHost();
        if (own != null) {
            return onOwn(order.key(), own, question);
        }
        HostLink link = current();
        places.put(order.key(), link);
        return question.apply(link);
    }

    private <T> T onOwn(WorkloadKey key, OwnHost own, Function<HostLink, T> question) {
        HostLink link = homes.only(key, own);
        try {
            return question.apply(link);
        } catch (DriverException e) {
            places.remove(key, link);
            end(link);
            throw e;
        }
    }

    /** The host for an invocation: of the workload's own, or else the one that has its object or is for new guests. */
    HostLink callee(GuestOrder order) {
        OwnHost own = order.ownHost();
        if (own != null) {
            return callees.only(order.key(), own.withRuns(order.concurrency()));
        }
        HostLink home = places.get(order.key());
        return home == null ? current() : home;
    }

    @Nullable
    HostLink calleeOf(WorkloadKey key) {
        return callees.get(key);
    }

    /** Ends a host of one workload at once; what it ran has ended before, or is not wanted. */
    private void end(HostLink link) {
        link.kill();
        lose(link);
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

    /** An object is gone, and with it the hosts that were for it alone. */
    void forget(WorkloadKey key) {
        dead.forget(key);
        HostLink home = places.remove(key);
        if (home != null && home.settings().dedication() != null) {
            end(home);
        }
        callees.forget(key);
    }

    List<HostLink> links() {
        return List.copyOf(links);
    }

    private HostLink current() {
        HostLink link = current;
        if (link != null) {
            return link;
        }
        return starter.oneAtATime(() -> {
            HostLink other = current;
            return other == null ? started() : other;
        });
    }

    private HostLink started() throws InterruptedException {
        try {
            HostLink link = starter.shared();
            join(link);
            current = link;
            problem = null;
            return link;
        } catch (DriverException e) {
            problem = e.safeMessage();
            throw e;
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
        String connected = links.stream()
                .map(link -> "process " + link.process().pid() + role(link))
                .collect(Collectors.joining(", "));
        String all = connected + mute.summary();
        return all.isEmpty() ? "none runs" : all;
    }

    /** Whether hosts start with what was learned before. */
    String startCacheNote() {
        HostLink link = current;
        return link == null ? "no host runs" : settings.startCache().note(program.folder(), link.process());
    }

    private String role(HostLink link) {
        if (link.settings().dedication() != null) {
            return " (of one workload)";
        }
        return link == current ? "" : " (running dry)";
    }

    /** Hosts go on, but for those that only answer calls: nobody can make any until the next service. */
    @Override
    public void close() {
        callees.endAll();
        closed = true;
        starter.close();
        links.forEach(HostLink::close);
        deadlines.close();
    }
}
