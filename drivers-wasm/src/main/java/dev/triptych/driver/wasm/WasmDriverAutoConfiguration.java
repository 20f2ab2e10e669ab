package dev.triptych.driver.wasm;

import dev.triptych.spi.Driver;
import dev.triptych.spi.DriverContext;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** Offers the Wasm driver to the service. */
@AutoConfiguration
@EnableConfigurationProperties(WasmDriverProperties.class)
public class WasmDriverAutoConfiguration {

    @Bean(destroyMethod = "close")
    Driver wasmDriver(DriverContext context, WasmDriverProperties properties) {
        return WasmDriver.open(context, properties);
    }
}
