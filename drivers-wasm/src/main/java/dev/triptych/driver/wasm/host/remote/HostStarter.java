package dev.triptych.driver.wasm.host.remote;

import dev.triptych.driver.wasm.host.HostLimits;
import dev.triptych.driver.wasm.host.OwnHost;
import dev.triptych.driver.wasm.host.wire.Dedication;
import dev.triptych.driver.wasm.host.wire.HostFolder;
import dev.triptych.driver.wasm.host.wire.HostSettings;
import dev.triptych.process.Deadlines;
import dev.triptych.process.Hello;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.WorkloadKey;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Says what a new host is told, and starts it: one for all, or one for a single workload with a control group of its own. */
final class HostStarter {
    private static final System.Logger LOG = System.getLogger(HostStarter.class.getName());

    private final RemoteSettings settings;
    private final WasmFolder folder;
    private final HostProgram program;
    private final ControlGroups groups;
    private final HostLauncher launcher;
    private final Deadlines deadlines;
    private final ReentrantLock launching = new ReentrantLock();
    private volatile boolean closed;

    HostStarter(
            RemoteSettings settings,
            WasmFolder folder,
            HostProgram program,
            ControlGroups groups,
            Deadlines deadlines) {
        this.settings = settings;
        this.folder = folder;
        this.program = program;
        this.groups = groups;
        this.launcher = new HostLauncher(folder, groups, settings.startCache());
        this.deadlines = deadlines;
    }

    /** A start of a host. */
    interface Start {
        HostLink link() throws InterruptedException;
    }

    /**
     * Makes a start when no other one is under way.
     *
     * @throws DriverException {@link DriverErrorCode#INTERRUPTED}; {@link DriverErrorCode#BACKEND_UNAVAILABLE} also when closed
     */
    HostLink oneAtATime(Start start) {
        try {
            launching.lockInterruptibly();
            try {
                if (closed) {
                    throw new DriverException(DriverErrorCode.BACKEND_UNAVAILABLE, "The Wasm driver is closed.");
                }
                return start.link();
            } finally {
                launching.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DriverException(
                    DriverErrorCode.INTERRUPTED, "The wait for the Wasm host was interrupted.", "", e);
        }
    }

    /** No more starts. */
    void close() {
        closed = true;
    }

    /** @throws DriverException {@link DriverErrorCode#BACKEND_UNAVAILABLE} */
    HostLink shared() throws InterruptedException {
        return started(HostLauncher.newName(), settings.limits(), null);
    }

    /** Errors as {@link #shared}; then no group is left. */
    HostLink dedicated(OwnHost own, WorkloadKey key, boolean forCalls) throws InterruptedException {
        String name = HostLauncher.newName();
        String group = settings.installation() + "-" + name;
        HostLimits limits = settings.limits().within(own.budgetBytes());
        try {
            return started(name, limits, new Dedication(key, forCalls, own, group));
        } catch (DriverException e) {
            try {
                groups.remove(group);
            } catch (IOException inUse) {
                LOG.log(System.Logger.Level.WARNING, "A control group could not be removed", inUse);
            }
            throw e;
        }
    }

    private HostLink started(String name, HostLimits limits, @Nullable Dedication dedication)
            throws InterruptedException {
        HostSettings of = new HostSettings(
                Hello.VERSION,
                settings.installation(),
                program.build(),
                HostLauncher.newNonce(),
                folder.account().clients(),
                folder.store(),
                limits,
                program.engines(),
                settings.compiling(),
                settings.linger(),
                dedication);
        try {
            HostFolder host = launcher.launch(program, of, name);
            return new HostLink(host, of, HostLauncher.identity(host), deadlines);
        } catch (IOException e) {
            throw new DriverException(
                    DriverErrorCode.BACKEND_UNAVAILABLE, "The Wasm host cannot be started.", "" + e, e);
        }
    }
}
