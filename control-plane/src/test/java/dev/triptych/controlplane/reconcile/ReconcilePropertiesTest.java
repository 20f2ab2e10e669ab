package dev.triptych.controlplane.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class ReconcilePropertiesTest {
    private static ReconcileProperties bind(Map<String, String> values) {
        return new Binder(new MapConfigurationPropertySource(values))
                .bindOrCreate("triptych.reconcile", ReconcileProperties.class);
    }

    @Test
    void theDefaultsAreThese() {
        assertThat(bind(Map.of()))
                .isEqualTo(new ReconcileProperties(
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofMillis(3),
                        Duration.ofMillis(50),
                        Duration.ofMinutes(30),
                        Duration.ofMinutes(5),
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(5)));
    }

    @Test
    void everyKeyCanBeSet() throws ReflectiveOperationException {
        RecordComponent[] keys = ReconcileProperties.class.getRecordComponents();
        ReconcileProperties set = bind(Arrays.stream(keys)
                .collect(Collectors.toMap(key -> "triptych.reconcile." + kebab(key.getName()), key -> "77s")));

        for (RecordComponent key : keys) {
            assertThat(key.getAccessor().invoke(set)).as(key.getName()).isEqualTo(Duration.ofSeconds(77));
        }
    }

    private static String kebab(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
