package dev.triptych.driver.vm;

import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.IoLimits;
import dev.triptych.spi.Source;
import dev.triptych.spi.WorkloadSpec;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Bounds what a machine reads from and writes to its disks. QEMU holds it, for all of them together. */
final class DiskRates {
    private static final String GROUP = "disks";

    private DiskRates() {}

    /** Refuses what QEMU would not hold. */
    static void check(WorkloadSpec spec) {
        if (spec.resources().io() == null) {
            return;
        }
        if (spec.source() instanceof Source.KernelBoot) {
            throw notSupported("resources.io is for machines with disks, and a kernel of your own gets none");
        }
        if (!spec.mounts().isEmpty()) {
            throw notSupported(
                    "resources.io does not hold for volumes, which a process of the host's reads and writes for the"
                            + " machine; leave out the one or the other");
        }
    }

    /** Adds the bounds to every disk among the devices. */
    static void bound(Element devices, IoLimits io) {
        NodeList disks = devices.getElementsByTagName("disk");
        for (int i = 0; i < disks.getLength(); i++) {
            if (disks.item(i) instanceof Element disk) {
                Element tune = devices.getOwnerDocument().createElement("iotune");
                disk.appendChild(tune);
                rates(io).forEach((name, value) -> add(tune, name, value));
            }
        }
    }

    private static Map<String, String> rates(IoLimits io) {
        Map<String, String> rates = new LinkedHashMap<>();
        put(rates, "read_bytes_sec", io.readBytesPerSecond());
        put(rates, "write_bytes_sec", io.writeBytesPerSecond());
        put(rates, "read_iops_sec", io.readOperationsPerSecond());
        put(rates, "write_iops_sec", io.writeOperationsPerSecond());
        rates.put("group_name", GROUP);
        return rates;
    }

    private static void put(Map<String, String> rates, String name, @Nullable Long rate) {
        if (rate != null) {
            rates.put(name, rate.toString());
        }
    }

    private static void add(Element tune, String name, String value) {
        Element element = tune.getOwnerDocument().createElement(name);
        element.setTextContent(value);
        tune.appendChild(element);
    }

    private static DriverException notSupported(String message) {
        return new DriverException(DriverErrorCode.NOT_SUPPORTED, message);
    }
}
