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
    private final Map<String, Guard> guards = new TreeMap<>();
    private final Map<Family, Written> written = new EnumMap<>(Family.class);
    private final ScheduledExecutorService rounds = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("guest-firewall").factory());
    private boolean loaded;
    private volatile @Nullable Trouble trouble;

    /** Who knows the guests. Both are asked often, and may throw what the driver throws. */
    public interface Backend {
        /** The bridge's name; empty while there is none. */
        Optional<String> bridge();

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
        this.owner = owner;
        this.backend = backend;
        this.tool = tool;
        this.bridges = bridges;
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
        Optional<String> bridge = backend.bridge();
        if (bridge.isEmpty()) {
            return;
        }
        load();
        try {
            HostLock.with(() -> {
                apply(bridge.get(), Family.values());
                remember(bridge.get());
            });
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
        known.forEach(guard -> guards.put(guard.key().toString(), guard));
        loaded = true;
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
        String bridge = backend.bridge().orElseThrow(() -> refusal("its network is not there", ""));
        if (!loaded) {
            load();
        }
        try {
            HostLock.with(() -> {
                guards.put(guard.key().toString(), guard);
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

    /** Takes the rules for one guest away; what cannot be taken away now is when it is next looked. */
    public synchronized void release(WorkloadKey key) {
        if (guards.remove(key.toString()) == null) {
            return;
        }
        try {
            Optional<String> bridge = backend.bridge();
            if (bridge.isPresent()) {
                HostLock.with(() -> apply(bridge.get(), Family.values()));
            }
        } catch (FilterException | DriverException later) {
            LOG.log(System.Logger.Level.INFO, "the rules of " + key + " are taken away later", later);
        }
    }

    private void apply(String bridge, Family... families) throws FilterException {
        bridges.turnOn(bridge);
        for (Family family : families) {
            SavedRules saved = SavedRules.parse(tool.save(family));
            String text = text(family, bridge, saved);
            Written before = written.get(family);
            if (before == null || !before.text().equals(text) || !before.told().equals(told(saved))) {
                tool.restore(family, text);
                written.remove(family);
            }
        }
    }

    /** Afterwards a look that finds all as it was left changes nothing. */
    private void remember(String bridge) throws FilterException {
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

    private String text(Family family, String bridge, SavedRules saved) {
        Collection<Guard> own = guards.values();
        List<String> lines = new ArrayList<>();
        for (Table table : Table.values()) {
            RuleText rules = new RuleText(family, table);
            lines.add("*" + table.word());
            lines.add(":" + RuleText.INPUT + " - [0:0]");
            lines.add(":" + RuleText.FORWARD + " - [0:0]");
            lines.addAll(rules.input(owner, own, saved.ofOthers(table, RuleText.INPUT, owner)));
            lines.addAll(rules.forward(owner, own, bridge, saved.ofOthers(table, RuleText.FORWARD, owner)));
            lines.addAll(saved.entry(table, "INPUT", bridge, RuleText.INPUT));
            lines.addAll(saved.entry(table, "FORWARD", bridge, RuleText.FORWARD));
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
