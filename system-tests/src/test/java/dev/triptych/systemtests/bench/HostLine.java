package dev.triptych.systemtests.bench;

import dev.triptych.systemtests.Shell;
import java.io.PrintStream;

/** What a reader must know about the machine. */
final class HostLine {
    private HostLine() {}

    static void print(PrintStream out) {
        out.println("processors: " + Runtime.getRuntime().availableProcessors() + " × "
                + first(Shell.attempt("sh", "-c", "grep -m1 'model name' /proc/cpuinfo | cut -d: -f2")));
        out.println("memory:     " + first(Shell.attempt("sh", "-c", "grep MemTotal /proc/meminfo | cut -d: -f2")));
        out.println("kernel:     " + first(Shell.attempt("uname", "-sr")));
        out.println("docker:     " + first(Shell.attempt("docker", "version", "--format", "{{.Server.Version}}")));
        out.println("libvirt:    " + first(Shell.attempt("libvirtd", "--version")));
        out.println("java:       " + Runtime.version());
        out.println("load now:   " + first(Shell.attempt("cat", "/proc/loadavg")));
    }

    private static String first(Shell.Outcome outcome) {
        return outcome.output().strip().lines().findFirst().orElse("?").strip();
    }
}
