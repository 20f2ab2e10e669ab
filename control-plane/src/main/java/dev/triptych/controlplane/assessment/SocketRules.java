package dev.triptych.controlplane.assessment;

import static dev.triptych.controlplane.assessment.ProcessRules.some;

import dev.triptych.controlplane.assessment.Finding.Means;
import dev.triptych.spi.PortProtocol;
import dev.triptych.spi.ProgramInspecting.SocketFacts;
import dev.triptych.spi.ProgramInspecting.Use;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What it speaks to. A module opens no socket; HTTP is served for it, by CGI. */
final class SocketRules {
    private SocketRules() {}

    static List<Finding> judge(Evidence evidence) {
        if (!evidence.watched()) {
            return List.of();
        }
        List<Finding> findings = new ArrayList<>();
        findings.addAll(listening(evidence));
        udp(evidence).ifPresent(findings::add);
        outgoing(evidence).ifPresent(findings::add);
        findings.addAll(unix(evidence));
        return findings;
    }

    private static List<Finding> listening(Evidence evidence) {
        Set<String> http = new TreeSet<>();
        Set<String> other = new TreeSet<>();
        select(evidence, socket -> socket.protocol().equals("tcp") && socket.use() == Use.LISTENING)
                .forEach(socket ->
                        (isHttp(evidence, socket.port()) ? http : other).add(Integer.toString(socket.port())));
        List<Finding> findings = new ArrayList<>();
        if (!http.isEmpty()) {
            findings.add(new Finding(
                    "listening",
                    "It listens for HTTP on port " + some(http) + ", as the description says.",
                    Means.REBUILD,
                    "Keep what answers a request and drop the server around it: with wasm.http cgi the host listens, and each"
                            + " request is a run of the module (docs/wasm.md, HTTP services)."));
        }
        if (!other.isEmpty()) {
            findings.add(new Finding(
                    "listening",
                    "It listens on TCP port " + some(other) + ", which the description does not declare as http.",
                    Means.STAY,
                    "Stay: a module cannot listen, and only HTTP is served for it. If it is HTTP, declare the port with the"
                            + " protocol http and assess again."));
        }
        if (findings.isEmpty()) {
            findings.add(new Finding("listening", "It listens on no TCP port.", Means.FITS, ""));
        }
        return findings;
    }

    private static boolean isHttp(Evidence evidence, int port) {
        return evidence.description().ports().stream()
                .anyMatch(declared -> declared.port() == port && declared.protocol() == PortProtocol.HTTP);
    }

    private static Optional<Finding> udp(Evidence evidence) {
        Set<String> ports = texts(
                evidence,
                socket -> socket.protocol().equals("udp") && socket.use() == Use.LISTENING,
                socket -> Integer.toString(socket.port()));
        return ports.isEmpty()
                ? Optional.empty()
                : Optional.of(new Finding(
                        "udp",
                        "It receives on UDP port " + some(ports) + ".",
                        Means.STAY,
                        "Stay: a module has no UDP."));
    }

    private static Optional<Finding> outgoing(Evidence evidence) {
        Set<String> remotes = texts(
                evidence,
                socket -> !socket.protocol().equals("unix") && socket.use() == Use.OUTGOING,
                socket -> socket.protocol() + " "
                        + (socket.remote() == null ? "from port " + socket.port() : socket.remote()));
        return remotes.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Finding(
                                "outgoing",
                                "It opened connections: " + some(remotes) + ".",
                                Means.STAY,
                                "Stay: a module has no network. Or have the caller fetch what is needed and pass it with the request."));
    }

    private static List<Finding> unix(Evidence evidence) {
        List<Finding> findings = new ArrayList<>();
        Set<String> names = texts(
                evidence,
                socket -> socket.protocol().equals("unix") && !socket.local().isEmpty(),
                SocketFacts::local);
        if (!names.isEmpty()) {
            findings.add(new Finding(
                    "unix-sockets",
                    "It has Unix sockets: " + some(names) + ".",
                    Means.STAY,
                    "Stay: a module has no sockets. If nobody uses it, turn it off and assess again."));
        }
        boolean unnamed = !select(
                        evidence,
                        socket -> socket.protocol().equals("unix")
                                && socket.local().isEmpty())
                .isEmpty();
        if (unnamed) {
            findings.add(new Finding(
                    "unix-sockets",
                    "It has Unix sockets without a name: between its own processes, or to a server's.",
                    Means.REBUILD,
                    "A module has neither; where one process does the work there is nobody to speak to."));
        }
        return findings;
    }

    private static List<SocketFacts> select(Evidence evidence, Predicate<SocketFacts> wanted) {
        return evidence.behaviour().sockets().stream().filter(wanted).toList();
    }

    private static Set<String> texts(
            Evidence evidence, Predicate<SocketFacts> wanted, Function<SocketFacts, String> text) {
        return select(evidence, wanted).stream().map(text).collect(Collectors.toCollection(TreeSet::new));
    }
}
