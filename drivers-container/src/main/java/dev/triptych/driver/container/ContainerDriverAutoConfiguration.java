package dev.triptych.driver.container;

import dev.triptych.spi.Driver;
import dev.triptych.spi.DriverContext;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** Offers the container driver to the service. */
@AutoConfiguration
@EnableConfigurationProperties(ContainerDriverProperties.class)
public class ContainerDriverAutoConfiguration {

    @Bean(destroyMethod = "close")
    Driver containerDriver(DriverContext context, ContainerDriverProperties properties) {
        return DockerDriver.open(context, properties);
    }
}
