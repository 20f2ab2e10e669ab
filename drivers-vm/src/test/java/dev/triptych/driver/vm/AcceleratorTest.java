package dev.triptych.driver.vm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
        Path cpuinfo = Files.writeString(
                folder.resolve("cpuinfo"), "processor\t: 0\nflags\t\t: " + flags + "\nbugs\t\t: vmx_none\n");
        Path kvm = folder.resolve("kvm");
        if (device) {
            Files.createFile(kvm);
        }

        assertThat(Accelerator.choose(choice, cpuinfo, kvm)).isEqualTo(expected);
    }
}
