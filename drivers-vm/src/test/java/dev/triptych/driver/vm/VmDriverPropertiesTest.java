package dev.triptych.driver.vm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class VmDriverPropertiesTest {
    @Test
    void everyDefaultIsAsStated() {
        assertThat(bind(Map.of())).isEqualTo(TestSettings.properties());
    }

    @Test
    void everyKeyIsRead() {
        Map<String, String> keys = new HashMap<>();
        keys.put("triptych.vm.enabled", "false");
        keys.put("triptych.vm.uri", "test:///default");
        keys.put("triptych.vm.accelerator", "kvm");
        keys.put("triptych.vm.directory", "/d");
        keys.put("triptych.vm.kernel-directory", "/k");
        keys.put("triptych.vm.firmware", "/f");
        keys.put("triptych.vm.network", "other");
        keys.put("triptych.vm.call-timeout", "1s");
        keys.put("triptych.vm.prepare-timeout", "2s");
        keys.put("triptych.vm.acknowledge-timeout", "3s");
        keys.put("triptych.vm.squashfs-tool", "tool");
        keys.put("triptych.vm.disk-tool", "disks");
        keys.put("triptych.vm.seed-tool", "seeds");
        keys.put("triptych.vm.file-system-tool", "file-systems");
        keys.put("triptych.vm.uefi-code", "/c");
        keys.put("triptych.vm.uefi-variables", "/v");

        assertThat(bind(keys))
                .isEqualTo(new VmDriverProperties(
                        false,
                        "test:///default",
                        AcceleratorChoice.KVM,
                        Path.of("/d"),
                        Path.of("/k"),
                        Path.of("/f"),
                        "other",
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(3),
                        "tool",
                        "disks",
                        "seeds",
                        "file-systems",
                        Path.of("/c"),
                        Path.of("/v")));
    }

    private static VmDriverProperties bind(Map<String, String> keys) {
        return new Binder(new MapConfigurationPropertySource(keys))
                .bindOrCreate("triptych.vm", VmDriverProperties.class);
    }
}
