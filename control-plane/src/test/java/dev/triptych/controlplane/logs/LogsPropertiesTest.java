package dev.triptych.controlplane.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.triptych.spi.ByteSize;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.core.convert.converter.Converter;

class LogsPropertiesTest {
    private static LogsProperties bind(Map<String, String> values) {
        ApplicationConversionService conversion = new ApplicationConversionService();
        Converter<String, ByteSize> sizes = ByteSize::parse;
        conversion.addConverter(String.class, ByteSize.class, sizes);
        return new Binder(List.of(new MapConfigurationPropertySource(values)), null, conversion)
                .bindOrCreate("triptych.logs", LogsProperties.class);
    }

    @Test
    void theDefaultsAreThese() {
        assertThat(bind(Map.of()))
                .isEqualTo(new LogsProperties(ByteSize.ofMebibytes(64), ByteSize.ofMebibytes(4), 512));
    }

    @Test
    void everyKeyCanBeSet() {
        assertThat(bind(Map.of(
                        "triptych.logs.per-workload", "10MiB",
                        "triptych.logs.segment", "1MiB",
                        "triptych.logs.readers", "7")))
                .isEqualTo(new LogsProperties(ByteSize.ofMebibytes(10), ByteSize.ofMebibytes(1), 7));
    }

    @Test
    void aSegmentHasToFit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LogsProperties(new ByteSize(1), new ByteSize(2), 1))
                .withMessageContaining("triptych.logs.segment");
    }
}
