package dev.triptych.firewall;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Sees to it that what passes from one port of a bridge to another is shown to the packet filter. */
final class BridgeFilter {
    private static final Path MODULE = Path.of("/proc/sys/net/bridge");
    private static final String REMEDY = "load the kernel's module br_netfilter (modprobe br_netfilter)";

    /** Complete on return for a bridge that there is; one that comes later must be asked for again. */
    void turnOn(String bridge) throws FilterException {
        if (!Files.isDirectory(MODULE)) {
            load();
        }
        Path settings = Path.of("/sys/class/net", bridge, "bridge");
        if (!Files.isDirectory(settings)) {
            return;
        }
        try {
            for (String setting : List.of("nf_call_iptables", "nf_call_ip6tables")) {
                Path file = settings.resolve(setting);
                if (!Files.readString(file).strip().equals("1")) {
                    Files.writeString(file, "1");
                }
            }
        } catch (IOException refused) {
            throw new FilterException(
                    "what passes within the bridge " + bridge + " cannot be filtered",
                    "run the service as root",
                    String.valueOf(refused));
        }
    }

    boolean isThere(String bridge) {
        return Files.isDirectory(Path.of("/sys/class/net", bridge));
    }

    private static void load() throws FilterException {
        HostCommand.Outcome outcome =
                HostCommand.OF_THE_HOST.run("modprobe", List.of("/usr/sbin/modprobe", "br_netfilter"), "");
        if (!Files.isDirectory(MODULE)) {
            throw new FilterException(
                    "the kernel does not filter what passes within a bridge", REMEDY, outcome.words());
        }
    }
}
