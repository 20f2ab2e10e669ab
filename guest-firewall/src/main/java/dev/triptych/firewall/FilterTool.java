package dev.triptych.firewall;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Runs the tools that read and write the kernel's packet filter. */
final class FilterTool {
    /** They are where an ordinary user's search path may not lead. */
    private static final List<String> FOLDERS = List.of("/usr/sbin", "/sbin", "/usr/bin", "/bin", "/usr/local/sbin");

    private final List<String> before;
    private final HostCommand command;

    FilterTool() {
        this(List.of());
    }

    /** @param before what a command begins with, to have it run elsewhere */
    FilterTool(List<String> before) {
        this(before, HostCommand.OF_THE_HOST);
    }

    FilterTool(List<String> before, HostCommand command) {
        this.before = List.copyOf(before);
        this.command = command;
    }

    /** What is in the kernel now. */
    String save(Family family) throws FilterException {
        return run(family.saveTool(), List.of(), "");
    }

    /** Changes what the text names, each table at once, and leaves all else. */
    void restore(Family family, String text) throws FilterException {
        run(family.restoreTool(), List.of("--noflush", "-w", "10"), text);
    }

    private String run(String tool, List<String> arguments, String input) throws FilterException {
        List<String> whole = Stream.of(before, List.of(find(tool).toString()), arguments)
                .flatMap(List::stream)
                .toList();
        HostCommand.Outcome outcome = command.run(tool, whole, input);
        if (outcome.code() != 0) {
            throw refused(tool, outcome.words());
        }
        return outcome.words();
    }

    private static Path find(String tool) throws FilterException {
        return FOLDERS.stream()
                .map(folder -> Path.of(folder, tool))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new FilterException(tool + " is not installed", "install iptables", ""));
    }

    private static FilterException refused(String tool, String words) {
        return words.contains("Permission denied") || words.contains("must be root")
                ? new FilterException(
                        "the service may not change the host's packet filter", "run the service as root", words)
                : new FilterException(
                        tool + " was refused by the kernel",
                        "see the service's log; the kernel needs the tables filter and security, and the matches"
                                + " physdev, mac, conntrack, addrtype, socket and comment",
                        words);
    }
}
