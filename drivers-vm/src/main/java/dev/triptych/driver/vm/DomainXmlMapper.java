package dev.triptych.driver.vm;

import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.Network.Egress;
import java.io.StringWriter;
import java.util.Locale;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** Turns a description into libvirt's XML, as a tree: no text of anybody's becomes markup. */
final class DomainXmlMapper {
    private static final Set<String> ON_THE_BUS = Set.of("disk", "filesystem", "interface");
    private static final int LAST_SLOT = 0x18; // the chipset has the last ones; what is beyond gets a bridge
    private static final String NAMESPACES = "http://www.w3.org/2000/xmlns/";

    private final Document document;

    private DomainXmlMapper(Document document) {
        this.document = document;
    }

    /** @throws DriverException {@link DriverErrorCode#INVALID_SPEC} when a text has characters that XML 1.0 lacks */
    static String toXml(DomainDescription description) {
        try {
            Document document = DocumentBuilderFactory.newDefaultNSInstance()
                    .newDocumentBuilder()
                    .newDocument();
            new DomainXmlMapper(document).domain(description);
            return print(document);
        } catch (ParserConfigurationException | TransformerException e) {
            throw new DriverException(DriverErrorCode.DEFECT, "the machine could not be described", "", e);
        }
    }

    private static String print(Document document) throws TransformerException {
        Transformer transformer = TransformerFactory.newDefaultInstance().newTransformer();
        transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
        transformer.setOutputProperty(OutputKeys.INDENT, "yes");
        StringWriter text = new StringWriter();
        transformer.transform(new DOMSource(document), new StreamResult(text));
        return text.toString();
    }

    private void domain(DomainDescription description) {
        Element domain = document.createElement("domain");
        document.appendChild(domain);
        attribute(domain, "type", description.mark().accelerator().domainType());
        child(domain, "name", description.mark().domainName());
        child(domain, "uuid", description.uuid().toString());
        metadata(domain, description.mark());
        attribute(child(domain, "memory", Long.toString(description.memoryBytes())), "unit", "b");
        if (!description.shares().isEmpty()) {
            sharedMemory(domain);
        }
        child(domain, "vcpu", Integer.toString(description.processors().count()));
        processorTime(domain, description.processors());
        boot(domain, description);
        Element features = child(domain, "features");
        child(features, "acpi");
        child(features, "apic");
        Element cpu = child(domain, "cpu");
        boolean kvm = description.mark().accelerator() == Accelerator.KVM;
        attribute(cpu, "mode", kvm ? "host-passthrough" : "maximum");
        attribute(cpu, "check", "none");
        attribute(child(domain, "clock"), "offset", "utc");
        child(domain, "on_poweroff", "destroy");
        child(domain, "on_reboot", description.disk() == null ? "destroy" : "restart");
        child(domain, "on_crash", "destroy");
        devices(domain, description);
    }

    private void metadata(Element domain, DomainMark mark) {
        Element workload = document.createElementNS(DomainMark.NAMESPACE, "triptych:" + DomainMark.ELEMENT);
        workload.setAttributeNS(NAMESPACES, "xmlns:triptych", DomainMark.NAMESPACE);
        child(domain, "metadata").appendChild(workload);
        attribute(workload, "installation", mark.installation().toString());
        attribute(workload, "id", mark.key().id().toString());
        attribute(workload, "generation", Long.toString(mark.key().generation()));
        attribute(workload, "name", mark.name());
        if (mark.egress() != Egress.ALL) {
            attribute(workload, "egress", mark.egress().name().toLowerCase(Locale.ROOT));
        }
        mark.ports().forEach(port -> {
            Element element = document.createElementNS(DomainMark.NAMESPACE, "triptych:port");
            workload.appendChild(element);
            attribute(element, "name", port.name());
            attribute(element, "number", Integer.toString(port.number()));
            attribute(element, "protocol", port.protocol().name().toLowerCase(Locale.ROOT));
        });
    }

    /** Those who answer a share's requests read and write the guest's memory. */
    private void sharedMemory(Element domain) {
        Element backing = child(domain, "memoryBacking");
        attribute(child(backing, "source"), "type", "memfd");
        attribute(child(backing, "access"), "mode", "shared");
    }

    private void share(Element devices, Shares.Share share) {
        Element system = child(devices, "filesystem");
        attribute(system, "type", "mount");
        attribute(system, "accessmode", "passthrough");
        attribute(child(system, "driver"), "type", "virtiofs");
        attribute(child(system, "source"), "dir", share.directory().toString());
        attribute(child(system, "target"), "dir", share.tag());
    }

    private void processorTime(Element domain, DomainDescription.Processors processors) {
        if (processors.quota() == null && processors.weight() == null) {
            return;
        }
        Element tune = child(domain, "cputune");
        if (processors.weight() != null) {
            child(tune, "shares", Integer.toString(HostGroups.shares(processors.weight())));
        }
        if (processors.quota() != null) {
            child(tune, "global_period", "100000");
            child(tune, "global_quota", processors.quota().toString());
        }
    }

    private void boot(Element domain, DomainDescription description) {
        Element os = child(domain, "os");
        Element type = child(os, "type", "hvm");
        attribute(type, "arch", "x86_64");
        attribute(type, "machine", "q35");
        if (description.image() != null && description.image().firmware() != null) {
            Element loader = child(os, "loader", description.image().firmware().toString());
            attribute(loader, "readonly", "yes");
            attribute(loader, "type", "rom");
        }
        if (description.kernel() != null) {
            child(os, "kernel", description.kernel().toString());
        }
        if (description.initrd() != null) {
            child(os, "initrd", description.initrd().toString());
        }
        if (!description.cmdline().isEmpty()) {
            child(os, "cmdline", description.cmdline());
        }
        if (description.disk() != null) {
            firmware(os, description.disk().uefi());
            attribute(child(os, "boot"), "dev", "hd");
        }
    }

    private void firmware(Element os, DomainDescription.@Nullable Uefi uefi) {
        if (uefi != null) {
            Element loader = child(os, "loader", uefi.code().toString());
            attribute(loader, "readonly", "yes");
            attribute(loader, "type", "pflash");
            attribute(
                    child(os, "nvram", uefi.variables().toString()),
                    "template",
                    uefi.template().toString());
        }
    }

    private void devices(Element domain, DomainDescription description) {
        Element devices = child(domain, "devices");
        boolean display = description.disk() != null && description.disk().display();
        Element usb = child(devices, "controller");
        attribute(usb, "type", "usb");
        attribute(usb, "model", display ? "qemu-xhci" : "none");
        DomainDescription.ImageDisks image = description.image();
        if (image != null) {
            disk(devices, "vda", image.root().toString(), false);
            disk(devices, "vdb", image.seed().toString(), true);
            if (image.written() != null) {
                writtenDisk(devices, image.written().toString());
            }
        }
        if (description.disk() != null) {
            bootDisk(devices, description.disk());
            if (description.disk().seed() != null) {
                disk(devices, "vdb", description.disk().seed().toString(), true);
            }
        }
        if (description.io() != null) {
            DiskRates.bound(devices, description.io());
        }
        description.shares().forEach(share -> share(devices, share));
        card(devices, description);
        serialPort(devices, 0, description.console());
        if (image != null) {
            serialPort(devices, 1, image.channel());
        }
        if (description.disk() != null) {
            agentChannel(devices);
        }
        if (display) {
            display(devices);
        }
        attribute(child(devices, "memballoon"), "model", "none");
        if (image != null && image.micro()) {
            withoutBridges(devices);
        }
        if (image == null) {
            attribute(child(devices, "panic"), "model", "isa");
        }
    }

    /** What many machines share stays root's own; what is one machine's alone is handed to QEMU's user. */
    private void disk(Element devices, String target, String file, boolean handOver) {
        Element disk = child(devices, "disk");
        attribute(disk, "type", "file");
        attribute(disk, "device", "disk");
        Element driver = child(disk, "driver");
        attribute(driver, "name", "qemu");
        attribute(driver, "type", "raw");
        Element source = child(disk, "source");
        attribute(source, "file", file);
        if (!handOver) {
            sharedByAll(source);
        }
        Element position = child(disk, "target");
        attribute(position, "dev", target);
        attribute(position, "bus", "virtio");
        child(disk, "readonly");
    }

    /** What the host cannot keep is an error to the guest, and nothing that stops it. */
    private void writtenDisk(Element devices, String file) {
        Element disk = child(devices, "disk");
        attribute(disk, "type", "file");
        attribute(disk, "device", "disk");
        Element driver = child(disk, "driver");
        attribute(driver, "name", "qemu");
        attribute(driver, "type", "raw");
        attribute(driver, "discard", "unmap");
        attribute(driver, "error_policy", "report");
        attribute(child(disk, "source"), "file", file);
        Element position = child(disk, "target");
        attribute(position, "dev", "vdc");
        attribute(position, "bus", "virtio");
    }

    /** Each device at the root of the bus, so that none needs a bridge, which libvirt would add for it. */
    private void withoutBridges(Element devices) {
        int slot = 1;
        for (Node device = devices.getFirstChild(); device != null; device = device.getNextSibling()) {
            if (ON_THE_BUS.contains(device.getNodeName()) && slot <= LAST_SLOT) {
                Element address = child((Element) device, "address");
                attribute(address, "type", "pci");
                attribute(address, "bus", "0");
                attribute(address, "slot", Integer.toString(slot++));
            }
        }
    }

    /** What is below the disk is spelt out to the end, so that nobody looks into the bytes for it. */
    private void bootDisk(Element devices, DomainDescription.BootDisk boot) {
        Element disk = child(devices, "disk");
        attribute(disk, "type", "file");
        attribute(disk, "device", "disk");
        Element driver = child(disk, "driver");
        attribute(driver, "name", "qemu");
        attribute(driver, "type", "qcow2");
        attribute(driver, "discard", "unmap");
        attribute(child(disk, "source"), "file", boot.own().toString());
        Element below = child(disk, "backingStore");
        attribute(below, "type", "file");
        attribute(child(below, "format"), "type", boot.imageFormat());
        Element source = child(below, "source");
        attribute(source, "file", boot.image().toString());
        sharedByAll(source);
        child(below, "backingStore");
        Element position = child(disk, "target");
        attribute(position, "dev", "vda");
        attribute(position, "bus", "virtio");
    }

    private void sharedByAll(Element source) {
        Element label = child(source, "seclabel");
        attribute(label, "model", "dac");
        attribute(label, "relabel", "no");
    }

    private void card(Element devices, DomainDescription description) {
        Element card = child(devices, "interface");
        attribute(card, "type", "network");
        attribute(child(card, "mac"), "address", description.mac());
        attribute(child(card, "source"), "network", description.network());
        if (description.mark().egress() != Egress.ALL) {
            attribute(child(card, "target"), "dev", DomainIdentity.port(description.uuid()));
        }
        attribute(child(card, "model"), "type", "virtio");
    }

    /** Output goes to the log whether somebody is connected or not. */
    private void serialPort(Element devices, int number, DomainDescription.SerialPort described) {
        Element port = child(devices, "serial");
        attribute(port, "type", "unix");
        Element source = child(port, "source");
        attribute(source, "mode", "bind");
        attribute(source, "path", described.socket().toString());
        Element log = child(port, "log");
        attribute(log, "file", described.log().toString());
        attribute(log, "append", "on");
        attribute(child(port, "target"), "port", Integer.toString(number));
    }

    /** Where libvirt keeps its socket is libvirt's own matter. */
    private void agentChannel(Element devices) {
        Element channel = child(devices, "channel");
        attribute(channel, "type", "unix");
        Element port = child(channel, "target");
        attribute(port, "type", "virtio");
        attribute(port, "name", GuestAgent.CHANNEL);
    }

    /**
     * Reached by a socket alone, which libvirt keeps where QEMU's user may make it; no client shuts out another. The card is one that every firmware
     * and system can draw on, and a tablet, unlike a mouse, is where the viewer's pointer is.
     */
    private void display(Element devices) {
        Element graphics = child(devices, "graphics");
        attribute(graphics, "type", "vnc");
        attribute(graphics, "sharePolicy", "ignore");
        attribute(child(graphics, "listen"), "type", "socket");
        attribute(child(child(devices, "video"), "model"), "type", "vga");
        Element tablet = child(devices, "input");
        attribute(tablet, "type", "tablet");
        attribute(tablet, "bus", "usb");
    }

    private Element child(Element parent, String name) {
        Element element = document.createElement(name);
        parent.appendChild(element);
        return element;
    }

    private Element child(Element parent, String name, String text) {
        Element element = child(parent, name);
        element.setTextContent(XmlText.checked(name, text));
        return element;
    }

    private static void attribute(Element element, String name, String value) {
        element.setAttribute(name, XmlText.checked(element.getTagName() + "/" + name, value));
    }
}
