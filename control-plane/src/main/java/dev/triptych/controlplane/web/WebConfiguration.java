package dev.triptych.controlplane.web;

import dev.triptych.api.configuration.EnumConverterConfiguration;
import dev.triptych.api.value.StrictJson;
import dev.triptych.controlplane.platform.DiskGuard;
import dev.triptych.controlplane.platform.LeadGuard;
import org.apache.tomcat.websocket.server.WsContextListener;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.CacheControl;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.validation.Errors;
import org.springframework.validation.Validator;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.PathMatchConfigurer;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.databind.json.JsonMapper;

/** Puts the edge together: where the routes are, how bodies are read, and what the console's files are. */
@Configuration(proxyBeanMethods = false)
@Import(EnumConverterConfiguration.class)
class WebConfiguration implements WebMvcConfigurer {
    static final String API = "/api/v1";

    private final JsonMapper mapper;
    private final WebProperties properties;
    private final DiskGuard disk;
    private final LeadGuard lead;

    WebConfiguration(JsonMapper mapper, WebProperties properties, DiskGuard disk, LeadGuard lead) {
        this.mapper = mapper;
        this.properties = properties;
        this.disk = disk;
        this.lead = lead;
    }

    @Override
    public void configurePathMatch(PathMatchConfigurer paths) {
        paths.addPathPrefix(API, WebConfiguration::isOfTheSpec);
    }

    @Override
    public void configureMessageConverters(HttpMessageConverters.ServerBuilder converters) {
        converters.addCustomConverter(
                new JsonBodyReader(mapper, Math.toIntExact(properties.maxBody().bytes())));
    }

    /** Bodies are checked by {@link Checks}, whose messages say what to do; there is no validation by annotation. */
    @Override
    public Validator getValidator() {
        return NoAnnotations.INSTANCE;
    }

    @Override
    public void addInterceptors(InterceptorRegistry interceptors) {
        interceptors.addInterceptor(new UnknownParameterInterceptor());
        interceptors.addInterceptor(new LeadInterceptor(lead));
        interceptors.addInterceptor(new DiskSpaceInterceptor(disk));
    }

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry resources) {
        resources
                .addResourceHandler("/**")
                .addResourceLocations("classpath:/META-INF/resources/")
                .setCacheControl(CacheControl.noCache())
                .resourceChain(true)
                .addResolver(new ConsoleFiles());
    }

    private static boolean isOfTheSpec(Class<?> controller) {
        for (Class<?> implemented : controller.getInterfaces()) {
            if (implemented.getPackageName().equals("dev.triptych.api")) {
                return true;
            }
        }
        return false;
    }

    private enum NoAnnotations implements Validator {
        INSTANCE;

        @Override
        public boolean supports(Class<?> type) {
            return false;
        }

        @Override
        public void validate(Object target, Errors errors) {
            throw new UnsupportedOperationException("nothing is validated by annotation");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Strictness {
        @Bean
        JsonMapperBuilderCustomizer strictJson() {
            return StrictJson::applyTo;
        }

        /** Lets an encoded slash come as far as our own refusal, which is a problem document. */
        @Bean
        WebServerFactoryCustomizer<TomcatServletWebServerFactory> encodedSlashes() {
            return factory ->
                    factory.addConnectorCustomizers(connector -> connector.setEncodedSolidusHandling("passthrough"));
        }

        /** Lets a route turn its call into a WebSocket; no path is a WebSocket by itself. */
        @Bean
        WebServerFactoryCustomizer<TomcatServletWebServerFactory> webSockets() {
            return factory -> factory.addContextCustomizers(
                    context -> context.addApplicationListener(WsContextListener.class.getName()));
        }

        @Bean
        WebServerFactoryCustomizer<TomcatServletWebServerFactory> frugalConnections() {
            return factory -> factory.setProtocol(FrugalHttpProtocol.class.getName());
        }
    }
}
