package dev.triptych.driver.vm;

import dev.triptych.spi.Acceleration.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether the processor itself may run guests, and what keeps it from that.
 *
 * <p>Flag <em>and</em> device decide: below some hypervisors {@code /dev/kvm} opens although no ordinary guest ever comes
 * up in it. The flags are those of x86 (Linux, {@code Documentation/virt/kvm}: {@code vmx} is Intel's, {@code svm} AMD's).
 */
record KvmLook(Verdict verdict, String reason, @Nullable String remedy) {
    private static final Pattern VIRTUALISATION = Pattern.compile("(?m)^flags\\s*:.*\\b(vmx|svm)\\b");
    private static final Pattern HYPERVISOR = Pattern.compile("(?m)^flags\\s*:.*\\bhypervisor\\b");

    static KvmLook ofThisHost() {
        return at(Path.of("/proc/cpuinfo"), Path.of("/dev/kvm"));
    }

    /**
     * Looks.
     *
     * @param cpuinfo what the kernel tells of its processors
     * @param device the door to the kernel's hypervisor
     */
    static KvmLook at(Path cpuinfo, Path device) {
        String processor;
        try {
            processor = Files.readString(cpuinfo);
        } catch (IOException unreadable) {
            return new KvmLook(
                    Verdict.ABSENT,
                    "The kernel does not tell what the processor can do.",
                    "Let the service read /proc/cpuinfo.");
        }
        return VIRTUALISATION.matcher(processor).find()
                ? withFlag(device)
                : withoutFlag(HYPERVISOR.matcher(processor).find(), Files.exists(device));
    }

    private static KvmLook withFlag(Path device) {
        if (!Files.exists(device)) {
            return new KvmLook(
                    Verdict.BLOCKED,
                    "The processor can, but there is no /dev/kvm.",
                    "Load the kernel module (modprobe kvm_intel or modprobe kvm_amd); where that fails, switch on"
                            + " VT-x or AMD-V in the firmware; in a container, pass the device into it.");
        }
        if (!Files.isReadable(device) || !Files.isWritable(device)) {
            return new KvmLook(
                    Verdict.BLOCKED,
                    "The processor can, but the service's user may not open /dev/kvm.",
                    "Add the user " + System.getProperty("user.name", "of the service")
                            + " to the group kvm (usermod -aG kvm …), and start the service again.");
        }
        return new KvmLook(Verdict.USABLE, "The processor runs guests itself.", null);
    }

    private static KvmLook withoutFlag(boolean isGuest, boolean hasDevice) {
        if (!isGuest) {
            return new KvmLook(
                    Verdict.ABSENT,
                    "The processor offers neither vmx nor svm.",
                    "Switch on VT-x or AMD-V in the firmware, or use a host whose processor has it.");
        }
        return new KvmLook(
                Verdict.BLOCKED,
                "This host is a virtual machine without nested virtualisation: its processor shows neither vmx nor svm"
                        + (hasDevice ? ", although there is a /dev/kvm." : "."),
                "Switch on nested virtualisation in the hypervisor below this host (KVM: kvm_intel or kvm_amd with"
                        + " nested=1, and a processor of the mode host-passthrough), or use a host of metal."
                        + (hasDevice ? " To try the device as it is, set triptych.vm.accelerator to kvm." : ""));
    }
}
