package dev.triptych.driver.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class WasmDriverPropertiesTest {
    private static WasmDriverProperties bound(Map<String, String> given) {
        Map<String, String> named = new LinkedHashMap<>();
        given.forEach((key, value) -> named.put("triptych.wasm." + key, value));
        return new Binder(new MapConfigurationPropertySource(named))
                .bindOrCreate("triptych.wasm", WasmDriverProperties.class);
    }

    @Test
    void theDefaultsAreThese() {
        assertThat(bound(Map.of()))
                .isEqualTo(new WasmDriverProperties(
                        0,
                        256,
                        64,
                        256,
                        1024,
                        64,
                        100_000,
                        4096,
                        5,
                        Duration.ofSeconds(5),
                        64,
                        256,
                        128,
                        1024,
                        2,
                        Duration.ofMinutes(5),
                        TestProperties.HTTP,
                        "triptych",
                        Duration.ofSeconds(30),
                        Path.of("/sys/fs/cgroup"),
                        "",
                        false));
    }

    @Test
    void everyKeyIsMapped() {
        Map<String, String> given = new LinkedHashMap<>();
        given.put("memory-mib", "1");
        given.put("guests", "2");
        given.put("output-mib", "3");
        given.put("output-in-memory-kib", "4");
        given.put("open-files", "5");
        given.put("table-entries", "6");
        given.put("stack-kib", "700");
        given.put("nice", "8");
        given.put("stop-deadline", "9s");
        given.put("module-mib", "10");
        given.put("code-mib", "11");
        given.put("loaded-mib", "12");
        given.put("cache-mib", "13");
        given.put("compilers", "14");
        given.put("compile-time", "15s");
        given.put("http.waiting", "16");
        given.put("http.connections", "17");
        given.put("http.head-kib", "18");
        given.put("http.body-mib", "19");
        given.put("http.head-time", "20s");
        given.put("http.idle-time", "21s");
        given.put("account", "nobody");
        given.put("kept-mib", "23");
        given.put("start-cache", "/cache");
        given.put("train-start-cache", "true");
        given.put("linger", "22s");
        given.put("cgroup-root", "/groups");
        assertThat(bound(given))
                .isEqualTo(new WasmDriverProperties(
                        1,
                        2,
                        3,
                        4,
                        23,
                        5,
                        6,
                        700,
                        8,
                        Duration.ofSeconds(9),
                        10,
                        11,
                        12,
                        13,
                        14,
                        Duration.ofSeconds(15),
                        new WasmHttpProperties(16, 17, 18, 19, Duration.ofSeconds(20), Duration.ofSeconds(21)),
                        "nobody",
                        Duration.ofSeconds(22),
                        Path.of("/groups"),
                        "/cache",
                        true));
    }

    @Test
    void guestsLeaveTheServiceItsPartOfTheHeap() {
        long mib = 1024 * 1024;
        assertThat(WasmDriverAssembly.memoryOfHeap(1256 * mib)).isEqualTo(600 * mib);
        assertThat(WasmDriverAssembly.memoryOfHeap(100 * mib)).isEqualTo(64 * mib);
        assertThat(WasmDriverAssembly.limits(bound(Map.of())).memoryBytes())
                .isEqualTo(WasmDriverAssembly.memoryOfHeap(Runtime.getRuntime().maxMemory()));
    }

    @Test
    void whatMakesNoSenseStopsTheStart() {
        for (String key : new String[] {"guests", "output-mib", "open-files", "stack-kib", "module-mib", "compilers"}) {
            assertThatExceptionOfType(BindException.class)
                    .as(key)
                    .isThrownBy(() -> bound(Map.of(key, "0")))
                    .havingRootCause()
                    .withMessageContaining("triptych.wasm." + key);
        }
    }
}
