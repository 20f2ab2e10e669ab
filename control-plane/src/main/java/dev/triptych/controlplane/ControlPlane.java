package dev.triptych.controlplane;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Starts the service. */
@SpringBootApplication(proxyBeanMethods = false)
@ConfigurationPropertiesScan
public class ControlPlane {
    public static void main(String[] args) {
        SpringApplication service = new SpringApplication(ControlPlane.class);
        service.addInitializers(new StandbyGate());
        service.run(args);
    }
}
