package dev.triptych.driver.vm;

import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.InstallationId;
import dev.triptych.spi.Network.Egress;
import dev.triptych.spi.Port;
import dev.triptych.spi.PortProtocol;
import dev.triptych.spi.WorkloadId;
import dev.triptych.spi.WorkloadKey;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** Reads back, from libvirt's own XML, whose machine a domain is. */
final class DomainXmlReader {
    private DomainXmlReader() {}

    /** Empty for a domain without our mark, or with one that nobody can read. */
    static Optional<DomainMark> mark(String xml) {
        Document document = parse(xml);
        NodeList marks = document.getElementsByTagNameNS(DomainMark.NAMESPACE, DomainMark.ELEMENT);
        if (marks.getLength() != 1) {
            return Optional.empty();
        }
        try {
            return Optional.of(mark((Element) marks.item(0), document.getDocumentElement()));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    private static DomainMark mark(Element mark, Element domain) {
        WorkloadKey key = new WorkloadKey(
                WorkloadId.of(mark.getAttribute("id")), Long.parseLong(mark.getAttribute("generation")));
        return new DomainMark(
                new InstallationId(UUID.fromString(mark.getAttribute("installation"))),
                key,
                mark.getAttribute("name"),
                domain.getAttribute("type").equals(Accelerator.KVM.domainType()) ? Accelerator.KVM : Accelerator.TCG,
                ports(mark),
                egress(mark.getAttribute("egress")));
    }

    private static Egress egress(String word) {
        return word.isEmpty() ? Egress.ALL : Egress.valueOf(word.toUpperCase(Locale.ROOT));
    }

    private static List<Port> ports(Element mark) {
        NodeList elements = mark.getElementsByTagNameNS(DomainMark.NAMESPACE, "port");
        List<Port> ports = new ArrayList<>();
        for (int i = 0; i < elements.getLength(); i++) {
            Element port = (Element) elements.item(i);
            ports.add(new Port(
                    port.getAttribute("name"),
                    Integer.parseInt(port.getAttribute("number")),
                    PortProtocol.valueOf(port.getAttribute("protocol").toUpperCase(Locale.ROOT)),
                    null));
        }
        return ports;
    }

    /** Whether the guest has opened the channel of its agent, as libvirt saw it. */
    static boolean hasAgent(String xml) {
        NodeList targets = parse(xml).getElementsByTagName("target");
        for (int i = 0; i < targets.getLength(); i++) {
            Element target = (Element) targets.item(i);
            if (target.getAttribute("name").equals(GuestAgent.CHANNEL)
                    && target.getAttribute("state").equals("connected")) {
                return true;
            }
        }
        return false;
    }

    /** Where libvirt keeps the display's socket while the machine runs. */
    static Optional<Path> displaySocket(String xml) {
        NodeList displays = parse(xml).getElementsByTagName("graphics");
        for (int i = 0; i < displays.getLength(); i++) {
            NodeList listens = ((Element) displays.item(i)).getElementsByTagName("listen");
            for (int j = 0; j < listens.getLength(); j++) {
                String socket = ((Element) listens.item(j)).getAttribute("socket");
                if (!socket.isEmpty()) {
                    return Optional.of(Path.of(socket));
                }
            }
        }
        return Optional.empty();
    }

    static Document parse(String xml) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            return factory.newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
        } catch (ParserConfigurationException | SAXException | IOException e) {
            throw new DriverException(DriverErrorCode.DEFECT, "libvirt's answer cannot be read", "", e);
        }
    }
}
