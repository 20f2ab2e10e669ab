package dev.triptych.driver.container;

import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.model.ContainerConfig;
import com.github.dockerjava.api.model.HealthCheck;
import dev.triptych.spi.ImageConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The Engine's description of an image → the OCI words for it. */
final class ImageConfigMapper {
    private ImageConfigMapper() {}

    static ImageConfig config(InspectImageResponse image) {
        ContainerConfig config = image.getConfig();
        String platform = image.getOs() + "/" + image.getArch();
        if (config == null) {
            return new ImageConfig(List.of(), List.of(), Map.of(), "/", "", platform);
        }
        return new ImageConfig(
                list(config.getEntrypoint()),
                list(config.getCmd()),
                environment(config.getEnv()),
                orElse(config.getWorkingDir(), "/"),
                orElse(config.getUser(), ""),
                platform);
    }

    static boolean hasNoCommand(InspectImageResponse image) {
        ImageConfig config = config(image);
        return config.entrypoint().isEmpty() && config.command().isEmpty();
    }

    /** Whether its builder said how to find out that it is well. */
    static boolean hasHealthCheck(InspectImageResponse image) {
        ContainerConfig config = image.getConfig();
        HealthCheck check = config == null ? null : config.getHealthcheck();
        List<String> test = check == null ? null : check.getTest();
        return test != null && !test.isEmpty() && !test.getFirst().equals("NONE");
    }

    private static List<String> list(String @Nullable [] words) {
        return words == null ? List.of() : List.of(words);
    }

    private static String orElse(@Nullable String text, String fallback) {
        return text == null || text.isEmpty() ? fallback : text;
    }

    private static Map<String, String> environment(String @Nullable [] entries) {
        Map<String, String> env = new LinkedHashMap<>();
        for (String entry : list(entries)) {
            int equals = entry.indexOf('=');
            if (equals > 0) {
                env.put(entry.substring(0, equals), entry.substring(equals + 1));
            }
        }
        return env;
    }
}
