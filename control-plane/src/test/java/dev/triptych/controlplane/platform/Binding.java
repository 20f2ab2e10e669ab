package dev.triptych.controlplane.platform;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.convert.ApplicationConversionService;

/** Makes records out of keys and values, as the service does. */
final class Binding {
    private Binding() {}

    static <T> T bind(String prefix, Class<T> type, Map<String, String> values) {
        ConfigurationPropertySource source = new MapConfigurationPropertySource(values);
        ApplicationConversionService conversion = new ApplicationConversionService();
        conversion.addConverter(new ByteSizeConverter());
        return new Binder(List.of(source), null, conversion).bindOrCreate(prefix, type);
    }

    static Map<String, String> below(String prefix, Map<String, String> values) {
        Map<String, String> all = new HashMap<>();
        values.forEach((key, value) -> all.put(prefix + "." + key, value));
        return all;
    }
}
