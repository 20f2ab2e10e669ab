package dev.triptych.driver.vm;

import org.libvirt.Connect;
import org.libvirt.Library;
import org.libvirt.LibvirtException;
import org.libvirt.jna.Libvirt;

/**
 * libvirt's event loop, of which a process can have one only. It must run before the first connection is opened, and
 * goes on as long as the process.
 */
final class LibvirtEventLoop {
    private static final System.Logger LOG = System.getLogger(LibvirtEventLoop.class.getName());
    /** By default the library writes every failure to standard error; we have them as exceptions. */
    private static final Libvirt.VirErrorCallback SILENCE = (context, error) -> {};

    private static boolean running;

    private LibvirtEventLoop() {}

    static synchronized void ensureRunning() throws LibvirtException {
        if (running) {
            return;
        }
        Connect.setErrorCallback(SILENCE);
        Library.initEventLoop();
        Thread.ofPlatform().daemon().name("libvirt-events").start(LibvirtEventLoop::run);
        running = true;
    }

    private static void run() {
        while (true) {
            try {
                Library.processEvent();
            } catch (LibvirtException failure) {
                LOG.log(System.Logger.Level.WARNING, "libvirt's event loop stumbled", failure);
            }
        }
    }
}
