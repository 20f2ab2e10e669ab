package dev.triptych.driver.vm;

import dev.triptych.spi.InstallationId;
import dev.triptych.spi.SharedNaming;
import dev.triptych.spi.SharedSubnet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.libvirt.Network;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Names on the machines' network: entries of the DNS server that libvirt runs for it. They are of the running network alone;
 * when it begins anew, they are told anew. libvirt's Java library cannot change a network, so its command line does.
 */
final class NetworkNames implements SharedNaming {
    private static final Path INTERFACES = Path.of("/sys/class/net");
    private static final String TOOL = "virsh";

    private final LibvirtSession session;
    private final VmDriverProperties properties;
    private final String domain;

    NetworkNames(LibvirtSession session, VmDriverProperties properties, InstallationId installation) {
        this.session = session;
        this.properties = properties;
        this.domain = SharedSubnet.domainOf(installation);
    }

    @Override
    public void openNetwork() {
        session.call("start the network " + properties.network(), connection -> {
            Network network = connection.networkLookupByName(properties.network());
            try {
                if (network.isActive() == 0) {
                    removeLeftBridge(network.getBridgeName());
                    network.create();
                }
            } finally {
                network.free();
            }
            return null;
        });
    }

    /** Docker makes the bridge of its network when it starts before libvirt; nobody is on it then, and libvirt wants its own. */
    private static void removeLeftBridge(String bridge) {
        Path ports = INTERFACES.resolve(bridge).resolve("brif");
        if (!Files.isDirectory(ports)) {
            return;
        }
        try (Stream<Path> users = Files.list(ports)) {
            if (users.findAny().isPresent()) {
                return; // libvirt then says that it is in use
            }
        } catch (IOException gone) {
            return;
        }
        HostTools.run(List.of("ip", "link", "del", bridge), "the bridge " + bridge + " that Docker left is in the way");
    }

    @Override
    public synchronized void keepNames(Map<String, String> nameByAddress) {
        Optional<NamedNetwork> network = lookAtNetwork().filter(NamedNetwork::active);
        if (network.isEmpty()) {
            return;
        }
        SharedSubnet subnet = network.get().subnet();
        Map<String, String> there = new HashMap<>(nameByAddress);
        there.keySet().removeIf(address -> subnet == null || !subnet.contains(address));
        NameChanges changes = NameChanges.of(network.get().named(), there, domain);
        changes.removed().forEach(entry -> update("delete", entry));
        changes.added().forEach(entry -> update("add", entry));
    }

    private void update(String how, NamedAddress entry) {
        HostTools.run(
                List.of(
                        TOOL,
                        "-q",
                        "-c",
                        properties.uri(),
                        "net-update",
                        properties.network(),
                        how,
                        "dns-host",
                        xml(entry),
                        "--live"),
                "the name " + entry.names().getFirst() + " cannot be told the machines' network");
    }

    /** Of addresses and names that are checked: nothing in them means anything in XML. */
    static String xml(NamedAddress entry) {
        StringBuilder xml = new StringBuilder("<host ip='" + entry.address() + "'>");
        entry.names().forEach(name -> xml.append("<hostname>").append(name).append("</hostname>"));
        return xml.append("</host>").toString();
    }

    @Override
    public Optional<NamedNetwork> lookAtNetwork() {
        return session.call("describe its networks", connection -> {
            if (!List.of(connection.listNetworks()).contains(properties.network())
                    && !List.of(connection.listDefinedNetworks()).contains(properties.network())) {
                return Optional.empty();
            }
            Network network = connection.networkLookupByName(properties.network());
            try {
                return Optional.of(read(
                        properties.network(), network.isActive() == 1, network.getXMLDesc(0), SharedSubnet::behind));
            } finally {
                network.free();
            }
        });
    }

    /** @param behind the subnet behind a bridge of the host */
    static NamedNetwork read(String name, boolean active, String xml, Function<String, Optional<SharedSubnet>> behind) {
        var document = DomainXmlReader.parse(xml);
        List<NamedAddress> named = new ArrayList<>();
        for (Element dns : elements(document.getElementsByTagName("dns"))) {
            for (Element host : elements(dns.getElementsByTagName("host"))) {
                List<String> names = elements(host.getElementsByTagName("hostname")).stream()
                        .map(Element::getTextContent)
                        .toList();
                named.add(new NamedAddress(host.getAttribute("ip"), names));
            }
        }
        String bridge = elements(document.getElementsByTagName("bridge")).stream()
                .map(element -> element.getAttribute("name"))
                .findFirst()
                .orElse("");
        SharedSubnet subnet = active && !bridge.isEmpty() ? behind.apply(bridge).orElse(null) : null;
        return new NamedNetwork(name, bridge, active, subnet, named);
    }

    private static List<Element> elements(NodeList nodes) {
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }
}
