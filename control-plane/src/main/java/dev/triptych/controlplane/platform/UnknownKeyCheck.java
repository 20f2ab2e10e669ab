package dev.triptych.controlplane.platform;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.properties.BoundConfigurationProperties;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.context.ApplicationContext;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.stereotype.Component;

/**
 * Stops the start when a key below {@code triptych} is set that nothing reads: a misspelt bound is no bound. The
 * operating system's environment is left out, where scripts keep names of their own that begin with {@code TRIPTYCH_}.
 */
@Component
final class UnknownKeyCheck implements SmartInitializingSingleton {
    private static final ConfigurationPropertyName OURS = ConfigurationPropertyName.of("triptych");

    private final ApplicationContext context;

    UnknownKeyCheck(ApplicationContext context) {
        this.context = context;
    }

    /** By now every record of configuration has been bound. */
    @Override
    public void afterSingletonsInstantiated() {
        BoundConfigurationProperties bound = BoundConfigurationProperties.get(context);
        Set<ConfigurationPropertyName> known =
                bound == null ? Set.of() : bound.getAll().keySet();
        List<String> unknown = sources()
                .filter(source -> !(source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource))
                .flatMap(source -> ours(source).stream())
                .filter(name -> !known.contains(name))
                .map(ConfigurationPropertyName::toString)
                .distinct()
                .sorted()
                .toList();
        if (!unknown.isEmpty()) {
            throw new IllegalStateException("Nothing reads the configuration " + String.join(", ", unknown)
                    + ". Correct or remove it; the records named …Properties list what there is.");
        }
    }

    private Stream<ConfigurationPropertySource> sources() {
        Iterable<ConfigurationPropertySource> sources = ConfigurationPropertySources.get(context.getEnvironment());
        return StreamSupport.stream(sources.spliterator(), false);
    }

    private static List<ConfigurationPropertyName> ours(ConfigurationPropertySource source) {
        return source instanceof IterableConfigurationPropertySource iterable
                ? iterable.stream().filter(OURS::isAncestorOf).toList()
                : List.of();
    }
}
