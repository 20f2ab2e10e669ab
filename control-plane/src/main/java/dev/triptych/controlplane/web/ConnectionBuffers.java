package dev.triptych.controlplane.web;

import org.springframework.boot.tomcat.TomcatConnectorCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * What Tomcat holds for a connection that is open and silent. A thousand who follow the events pay for it a thousand
 * times, and nobody gains by more: a large body is read past these buffers, and our own answers' headers are short.
 */
@Configuration(proxyBeanMethods = false)
class ConnectionBuffers {
    private static final String READ_BYTES = "2048";
    private static final String RESPONSE_HEADER_BYTES = "4096";

    @Bean
    TomcatConnectorCustomizer smallBuffers() {
        return connector -> {
            connector.setProperty("socket.appReadBufSize", READ_BYTES);
            connector.setProperty("maxHttpResponseHeaderSize", RESPONSE_HEADER_BYTES);
        };
    }
}
