package dev.triptych.controlplane.platform;

import dev.triptych.spi.ByteSize;
import org.springframework.boot.context.properties.ConfigurationPropertiesBinding;
import org.springframework.core.convert.converter.Converter;
import org.springframework.stereotype.Component;

/** Lets configuration say {@code 512MiB}. */
@Component
@ConfigurationPropertiesBinding
class ByteSizeConverter implements Converter<String, ByteSize> {
    @Override
    public ByteSize convert(String text) {
        return ByteSize.parse(text);
    }
}
