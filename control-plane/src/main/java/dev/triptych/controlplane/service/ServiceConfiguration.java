package dev.triptych.controlplane.service;

import dev.triptych.controlplane.platform.Home;
import dev.triptych.gateway.client.Gateway;
import dev.triptych.gateway.client.GatewayPlace;
import dev.triptych.gateway.client.GatewayProcess;
import dev.triptych.spi.InstallationId;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ServiceConfiguration {

    /** Goes on when this service ends. */
    @Bean
    Gateway gateway(InstallationId installation, Home home, ServiceProperties properties) {
        return GatewayProcess.open(
                new GatewayPlace(installation.value().toString(), home.root(), properties.account()));
    }
}
