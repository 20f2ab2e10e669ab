package dev.triptych.driver.vm;

import dev.triptych.spi.Acceleration;
import dev.triptych.spi.Acceleration.Verdict;
import java.util.List;
import java.util.Locale;

/** What runs a guest's instructions. */
enum Accelerator {
    /** The processor itself. */
    KVM("kvm"),
    /** QEMU's translation: works everywhere, many times slower. */
    TCG("qemu");

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

    /** What new guests are run with: the operator's word, else KVM where it is usable. */
    static Accelerator choose(AcceleratorChoice choice, KvmLook kvm) {
        return switch (choice) {
            case KVM -> KVM;
            case TCG -> TCG;
            case AUTO -> kvm.verdict() == Verdict.USABLE ? KVM : TCG;
        };
    }

    /** Both of them, as this host has them. */
    List<Acceleration> among(KvmLook kvm) {
        return List.of(
                new Acceleration(KVM.word(), kvm.verdict(), this == KVM, kvm.reason(), kvm.remedy()),
                new Acceleration(
                        TCG.word(),
                        Verdict.USABLE,
                        this == TCG,
                        "QEMU translates the guests' instructions: it works everywhere, and is many times slower.",
                        null));
    }
}
