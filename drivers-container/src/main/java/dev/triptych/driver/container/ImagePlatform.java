package dev.triptych.driver.container;

import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.model.Info;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.KindOptions.ContainerOptions;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whether an image is for the platform that is asked for, or for this host; the spellings of Wasm are one. */
final class ImagePlatform {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9]+/[A-Za-z0-9_]+(/[A-Za-z0-9]+)?");
    private static final Map<String, String> OCI_ARCHITECTURE =
            Map.of("x86_64", "amd64", "aarch64", "arm64", "armv7l", "arm", "i686", "386");
    private static final String WASM = "wasi/wasm";

    private ImagePlatform() {}

    /** Refuses what is no platform. */
    static void checkForm(@Nullable String platform) {
        if (platform != null
                && (platform.length() > 64 || !FORM.matcher(platform).matches())) {
            throw new DriverException(
                    DriverErrorCode.INVALID_SPEC,
                    "container.platform is written os/architecture, such as linux/amd64 or wasi/wasm.");
        }
    }

    /** Refuses an image that is for another platform, saying which one it is for. */
    static void check(String reference, InspectImageResponse image, ContainerOptions options, Info host) {
        String made = normalised(image.getOs(), image.getArch());
        String asked = options.platform();
        boolean says = image.getArch() != null && !image.getArch().isEmpty();
        if (asked != null) {
            String wanted = normalised(asked);
            if (!isFor(asked, image)) {
                throw notSupported("The image \"" + reference + "\" is made for " + made
                        + ", and container.platform asks for " + wanted + ". Use an image made for " + wanted + ".");
            }
        } else if (says && made.equals(WASM) && options.runtime() == null) {
            throw notSupported("The image \"" + reference + "\" is made for wasi/wasm. Run it as kind wasm, or name a"
                    + " runtime for it in container.runtime.");
        } else if (says && !made.equals(WASM) && !made.equals(of(host))) {
            throw notSupported("The image \"" + reference + "\" is made for " + made + ", and this host runs "
                    + of(host) + ". Use an image made for " + of(host) + ".");
        }
    }

    /** Whether an image is for this platform; one that does not say what it is for is for any. */
    static boolean isFor(String wanted, InspectImageResponse image) {
        String architecture = image.getArch();
        return architecture == null
                || architecture.isEmpty()
                || normalised(image.getOs(), architecture).equals(normalised(wanted));
    }

    private static String of(Info host) {
        String architecture = String.valueOf(host.getArchitecture());
        return host.getOsType() + "/" + OCI_ARCHITECTURE.getOrDefault(architecture, architecture);
    }

    private static String normalised(String platform) {
        String[] parts = platform.split("/", 3);
        return normalised(parts[0], parts[1]);
    }

    private static String normalised(@Nullable String os, @Nullable String architecture) {
        String lowerOs = String.valueOf(os).toLowerCase(Locale.ROOT);
        String lower = String.valueOf(architecture).toLowerCase(Locale.ROOT);
        boolean wasm = lowerOs.matches("wasi(p[0-9])?|wasm") || lower.matches("wasm(32|64)?");
        return wasm ? WASM : lowerOs + "/" + lower;
    }

    private static DriverException notSupported(String message) {
        return new DriverException(DriverErrorCode.NOT_SUPPORTED, message);
    }
}
