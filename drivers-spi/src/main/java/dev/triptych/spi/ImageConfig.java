package dev.triptych.spi;

import java.util.List;
import java.util.Map;

/**
 * The part of an OCI image configuration that says how to run it (OCI image specification, config.md).
 *
 * @param entrypoint may be empty
 * @param command default arguments, replaced by a workload's args when those are not empty; may be empty
 * @param workingDirectory absolute; {@code "/"} when the image does not say
 * @param user {@code ""}, a name, {@code uid}, or either with {@code :group}; {@code ""} is root
 * @param platform {@code os/architecture} in OCI words, such as {@code linux/amd64}
 */
public record ImageConfig(
        List<String> entrypoint,
        List<String> command,
        Map<String, String> env,
        String workingDirectory,
        String user,
        String platform) {
    public ImageConfig {
        entrypoint = List.copyOf(entrypoint);
        command = List.copyOf(command);
        env = Map.copyOf(env);
    }
}
