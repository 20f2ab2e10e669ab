package dev.triptych.firewall;

import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.InstallationId;
import dev.triptych.spi.WorkloadKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the host from its guests, and guests from what they may not reach. From the bridge nobody opens connections to the
 * host but for DHCP, for names, and to what listens on an address of the bridge and on no other; guarded guests are bounded
 * further. The rules stay when this process ends. Since others rewrite theirs when they start, ours are looked at again and
 * again, and made anew from what the backend has.
 */
public final class GuestFirewall implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(GuestFirewall.class.getName());
    private static final Duration LOOK_EVERY = Duration.ofSeconds(30);

    private final Owner owner;
    private final Backend backend;
    private final FilterTool tool;
    private final BridgeFilter bridges;
    private final GoneBridges gone;
    /** By whose they are and by what they are known: somebody may have made a second container of the same key. */
    private final Map<String, Guard> guards = new TreeMap<>();

    private final Map<Family, Written> written = new EnumMap<>(Family.class);
    private final ScheduledExecutorService rounds = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("guest-firewall").factory());
    private boolean loaded;
    /** Rules of who is gone may still be there. */
    private boolean owing;

    private volatile @Nullable Trouble trouble;

    /** Who knows the guests. Both are asked often, and may throw what the driver throws. */
    public interface Backend {
        /** Empty while there is none. */
        Optional<Bridge> bridge();

        /** Every guest that is to be guarded, running or not. */
        List<Guard> guarded();
    }

    /**
     * Why the rules cannot be kept.
     *
     * @param reason what was found, in words that go on a sentence
     * @param remedy what the operator can do
     */
    private record Trouble(String reason, String remedy) {}

    /** What we asked for, and how the kernel told it afterwards. */
    private record Written(String text, List<String> told) {}

    /** @param kind a word that no other firewall of this installation has */
    public GuestFirewall(InstallationId installation, String kind, Backend backend) {
        this(new Owner(installation, kind), backend, new FilterTool(), new BridgeFilter());
    }

    GuestFirewall(Owner owner, Backend backend, FilterTool tool, BridgeFilter bridges) {
        this(owner, backend, tool, bridges, new GoneBridges(bridges::isThere, System::nanoTime));
    }

    GuestFirewall(Owner owner, Backend backend, FilterTool tool, BridgeFilter bridges, GoneBridges gone) {
        this.owner = owner;
        this.backend = backend;
        this.tool = tool;
        this.bridges = bridges;
        this.gone = gone;
    }

    /** Begins to look, at once and then again and again. */
    public void open() {
        Future<?> _ = rounds.scheduleWithFixedDelay(this::round, 0, LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void round() {
        try {
            look();
        } catch (DriverException away) {
            LOG.log(System.Logger.Level.DEBUG, "the guests of the kind " + owner.kind() + " cannot be asked for", away);
        } catch (RuntimeException defect) {
            LOG.log(System.Logger.Level.ERROR, "the guests' firewall could not be looked at", defect);
        }
    }

    /** Makes the rules what they are to be, from what the backend has. */
    synchronized void look() {
        Optional<Bridge> bridge = backend.bridge();
        if (bridge.isEmpty()) {
            return;
        }
        load();
        try {
            HostLock.OF_THE_HOST.with(() -> {
                Map<Family, SavedRules> found = apply(bridge.get(), Family.values());
                remember(bridge.get());
                sweep(found);
            });
            owing = false;
            trouble = null;
        } catch (FilterException failure) {
            if (Thread.currentThread().isInterrupted()) {
                return; // it is being closed
            }
            if (trouble == null) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "guests are not kept from the host: " + failure.reason() + ". " + failure.detail());
            }
            trouble = new Trouble(failure.reason(), failure.remedy());
        }
    }

    private void load() {
        List<Guard> known = backend.guarded();
        guards.clear();
        known.forEach(this::put);
        loaded = true;
    }

    private void put(Guard guard) {
        guards.put(guard.key() + " " + guard.sender(), guard);
    }

    private boolean forget(WorkloadKey key) {
        return guards.values().removeIf(guard -> guard.key().equals(key));
    }

    /** What workloads may ask for on this host, and why not more, for people. */
    public String possible() {
        Trouble found = trouble;
        return found == null ? "none, local, all" : "all alone: " + found.reason();
    }

    /**
     * Refuses what could not be guarded.
     *
     * @throws DriverException {@link DriverErrorCode#NOT_SUPPORTED}
     */
    public void requirePossible() {
        Trouble found = trouble;
        if (found != null) {
            throw new DriverException(
                    DriverErrorCode.NOT_SUPPORTED,
                    "network.egress can only be \"all\" on this host: " + found.reason() + ". The operator can "
                            + found.remedy() + ".");
        }
    }

    /**
     * Puts the rules for one guest into the kernel; there already, they are put there again. Complete on return.
     *
     * @throws DriverException {@link DriverErrorCode#BACKEND_REFUSED}: the guest must not be started
     */
    public synchronized void guard(Guard guard) {
        Bridge bridge = backend.bridge().orElseThrow(() -> refusal("its network is not there", ""));
        if (!loaded) {
            load();
        }
        try {
            HostLock.OF_THE_HOST.with(() -> {
                forget(guard.key());
                put(guard);
                apply(bridge, guard.sender() instanceof Guard.Port ? Family.values() : new Family[] {Family.IPV4});
            });
        } catch (FilterException failure) {
            throw refusal(failure.reason() + "; the operator can " + failure.remedy(), failure.detail());
        }
    }

    private static DriverException refusal(String reason, String detail) {
        return new DriverException(
                DriverErrorCode.BACKEND_REFUSED,
                "It was not started, since what it may reach cannot be enforced: " + reason + ".",
                detail,
                null);
    }

    /** Takes the rules for one guest away; what cannot be taken away now is when it is next looked, or a guest is started. */
    public synchronized void release(WorkloadKey key) {
        if (forget(key) || !loaded) {
            owing = true;
            settle();
        }
    }

    /**
     * Takes away what could not be when it was released, so that a guest that is about to start with the address of one that is
     * gone is not bounded by its rules. What still cannot be taken away is when it is next looked.
     */
    public synchronized void settle() {
        if (!owing) {
            return;
        }
        try {
            Optional<Bridge> bridge = backend.bridge();
            if (bridge.isPresent()) {
                if (!loaded) {
                    load();
                }
                HostLock.OF_THE_HOST.with(() -> apply(bridge.get(), Family.values()));
                owing = false;
            }
        } catch (FilterException | DriverException later) {
            LOG.log(System.Logger.Level.INFO, "rules of guests that are gone are taken away later", later);
        }
    }

    /** Answers what was there before. */
    private Map<Family, SavedRules> apply(Bridge bridge, Family... families) throws FilterException {
        if (!DeviceName.isUsable(bridge.name())) {
            throw new FilterException(
                    "the bridge's name \"" + bridge.name() + "\" is none that a rule can name",
                    "give it a name of letters, digits, '_', '.' and '-'",
                    "");
        }
        bridges.turnOn(bridge.name());
        Map<Family, SavedRules> found = new EnumMap<>(Family.class);
        for (Family family : families) {
            SavedRules saved = SavedRules.parse(tool.save(family));
            found.put(family, saved);
            String text = text(family, bridge, saved);
            Written before = written.get(family);
            if (before == null || !before.text().equals(text) || !before.told().equals(told(saved))) {
                tool.restore(family, text);
                written.remove(family);
            }
        }
        return found;
    }

    /** Somebody else may have taken the same away meanwhile; then it is looked at again. */
    private void sweep(Map<Family, SavedRules> found) {
        gone.removals(found).forEach((family, text) -> {
            try {
                tool.restore(family, text);
            } catch (FilterException later) {
                LOG.log(System.Logger.Level.DEBUG, "entries of bridges that are gone stay for now", later);
            }
        });
    }

    /** Afterwards a look that finds all as it was left changes nothing. */
    private void remember(Bridge bridge) throws FilterException {
        for (Family family : Family.values()) {
            if (!written.containsKey(family)) {
                SavedRules saved = SavedRules.parse(tool.save(family));
                written.put(family, new Written(text(family, bridge, saved), told(saved)));
            }
        }
    }

    private static List<String> told(SavedRules saved) {
        List<String> told = new ArrayList<>();
        for (Table table : Table.values()) {
            told.addAll(saved.rules(table, RuleText.INPUT));
            told.addAll(saved.rules(table, RuleText.FORWARD));
        }
        return told;
    }

    private String text(Family family, Bridge bridge, SavedRules saved) {
        Collection<Guard> own = guards.values();
        List<String> lines = new ArrayList<>();
        for (Table table : Table.values()) {
            RuleText rules = new RuleText(family, table);
            lines.add("*" + table.word());
            lines.add(":" + RuleText.INPUT + " - [0:0]");
            lines.add(":" + RuleText.FORWARD + " - [0:0]");
            lines.addAll(rules.input(owner, own, saved.ofOthers(table, RuleText.INPUT, owner)));
            lines.addAll(rules.forward(owner, own, bridge, saved.ofOthers(table, RuleText.FORWARD, owner)));
            lines.addAll(saved.entry(table, "INPUT", bridge.name(), RuleText.INPUT));
            lines.addAll(saved.entry(table, "FORWARD", bridge.name(), RuleText.FORWARD));
            lines.add("COMMIT");
        }
        return String.join("\n", lines) + "\n";
    }

    /** Ends the looking; the rules stay. */
    @Override
    public void close() {
        rounds.shutdownNow();
    }
}
