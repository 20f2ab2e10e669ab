package dev.triptych.driver.vm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;

/** What runs a guest's instructions. */
enum Accelerator {
    /** The processor itself. */
    KVM("kvm"),
    /** QEMU's translation: works everywhere, many times slower. */
    TCG("qemu");

    private static final Pattern FLAG = Pattern.compile("(?m)^flags\\s*:.*\\b(vmx|svm)\\b");

    private final String domainType;

    Accelerator(String domainType) {
        this.domainType = domainType;
    }

    String domainType() {
        return domainType;
    }

    /** The word for people. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Decides by processor flag <em>and</em> device: below some hypervisors {@code /dev/kvm} opens although no ordinary
     * guest ever comes up in it.
     */
    static Accelerator choose(AcceleratorChoice choice, Path cpuinfo, Path device) {
        return switch (choice) {
            case KVM -> KVM;
            case TCG -> TCG;
            case AUTO -> hasFlag(cpuinfo) && Files.isReadable(device) && Files.isWritable(device) ? KVM : TCG;
        };
    }

    static Accelerator choose(AcceleratorChoice choice) {
        return choose(choice, Path.of("/proc/cpuinfo"), Path.of("/dev/kvm"));
    }

    private static boolean hasFlag(Path cpuinfo) {
        try {
            return FLAG.matcher(Files.readString(cpuinfo)).find();
        } catch (IOException unreadable) {
            return false; // a host that hides its processor is not trusted to have the feature
        }
    }
}
