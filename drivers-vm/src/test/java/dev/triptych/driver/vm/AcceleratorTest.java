package dev.triptych.driver.vm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.spi.Acceleration;
import dev.triptych.spi.Acceleration.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceleratorTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "AUTO, fpu vmx sse, true, KVM",
        "AUTO, fpu svm sse, true, KVM",
        "AUTO, fpu svm_lock sse, true, TCG",
        "AUTO, fpu sse, true, TCG",
        "AUTO, fpu vmx sse, false, TCG",
        "KVM, fpu sse, false, KVM",
        "TCG, fpu vmx sse, true, TCG"
    })
    void flagAndDeviceTogetherDecideAndTheOperatorOverrules(
            AcceleratorChoice choice, String flags, boolean device, Accelerator expected) throws IOException {
        assertThat(Accelerator.choose(choice, look(flags, device))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "fpu vmx, true, USABLE, runs guests itself, ",
        "fpu svm hypervisor, true, USABLE, runs guests itself, ",
        "fpu vmx, false, BLOCKED, no /dev/kvm, modprobe",
        "fpu hypervisor, false, BLOCKED, without nested virtualisation, nested=1",
        "fpu hypervisor, true, BLOCKED, although there is a /dev/kvm, triptych.vm.accelerator",
        "fpu, false, ABSENT, neither vmx nor svm, firmware"
    })
    void whatKeepsKvmFromUseIsToldWithItsRemedy(
            String flags, boolean device, Verdict verdict, String reason, @Nullable String remedy) throws IOException {
        Acceleration kvm = Accelerator.TCG.among(look(flags, device)).getFirst();

        assertThat(kvm.name()).isEqualTo("kvm");
        assertThat(kvm.verdict()).isEqualTo(verdict);
        assertThat(kvm.inUse()).isFalse();
        assertThat(kvm.reason()).contains(reason);
        if (remedy == null) {
            assertThat(kvm.remedy()).isNull();
        } else {
            assertThat(kvm.remedy()).contains(remedy);
        }
    }

    @Test
    void aProcessorThatIsNotToldIsNotTrusted() {
        assertThat(KvmLook.at(folder.resolve("missing"), folder).verdict()).isEqualTo(Verdict.ABSENT);
    }

    private KvmLook look(String flags, boolean device) throws IOException {
        Path cpuinfo = Files.writeString(
                folder.resolve("cpuinfo"), "processor\t: 0\nflags\t\t: " + flags + "\nbugs\t\t: vmx_none\n");
        Path kvm = folder.resolve("kvm");
        if (device) {
            Files.createFile(kvm);
        }
        return KvmLook.at(cpuinfo, kvm);
    }
}
