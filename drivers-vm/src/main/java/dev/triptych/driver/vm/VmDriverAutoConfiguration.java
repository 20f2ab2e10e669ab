package dev.triptych.driver.vm;

import dev.triptych.spi.DriverContext;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** Adds the VM driver to whatever service has it on its class path. */
@AutoConfiguration
@EnableConfigurationProperties(VmDriverProperties.class)
@ConditionalOnProperty(prefix = "triptych.vm", name = "enabled", matchIfMissing = true)
public final class VmDriverAutoConfiguration {

    @Bean(destroyMethod = "close")
    LibvirtDriver libvirtDriver(DriverContext context, VmDriverProperties properties) {
        return new LibvirtDriver(context, properties);
    }
}
