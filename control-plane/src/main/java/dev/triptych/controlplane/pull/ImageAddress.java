package dev.triptych.controlplane.pull;

import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException.Unprocessable;
import dev.triptych.controlplane.platform.Violation;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an image is: the grammar of references of the distribution specification, in lower case alone, so that nobody reads
 * another registry in it than the one that was checked.
 *
 * @param host as written, without its port
 * @param port with its colon; empty where none is given
 * @param path of the image within the registry
 * @param version a tag, or a digest {@code sha256:…}
 */
record ImageAddress(String host, String port, String path, String version) {
    static final int LONGEST = 400;

    /** What a name without a registry means to Docker. */
    private static final String HUB = "docker.io";

    private static final String DIGEST = "sha256:[0-9a-f]{64}";
    private static final String HOST_PART = "[a-z0-9](?:[a-z0-9-]*[a-z0-9])?";
    private static final String PATH_PART = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
    private static final Pattern REGISTRY =
            Pattern.compile("(?<host>" + HOST_PART + "(?:\\." + HOST_PART + ")*|\\[[0-9a-f:.]+])(?<port>:[0-9]{1,5})?");
    private static final Pattern IMAGE = Pattern.compile("(?<path>" + PATH_PART + "(?:/" + PATH_PART
            + ")*)(?::(?<tag>[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?(?:@(?<digest>" + DIGEST + "))?");

    /**
     * What is written. The first part is a registry when it has a dot or a port, or is {@code localhost}: Docker's own rule.
     *
     * @throws Unprocessable {@link ErrorCode#SOURCE_INVALID}
     */
    static ImageAddress parse(String reference) {
        // Bounded before it is matched, so that no text makes the matching slow.
        if (reference.length() > LONGEST) {
            throw malformed(reference);
        }
        int slash = reference.indexOf('/');
        String first = slash < 0 ? "" : reference.substring(0, slash);
        boolean named =
                first.contains(".") || first.contains(":") || first.startsWith("[") || first.equals("localhost");
        Matcher image = IMAGE.matcher(named ? reference.substring(slash + 1) : reference);
        Matcher registry = REGISTRY.matcher(named ? first : HUB);
        if (!image.matches() || !registry.matches()) {
            throw malformed(reference);
        }
        String host = registry.group("host").equals("index.docker.io") ? HUB : registry.group("host");
        String path = image.group("path");
        boolean official = host.equals(HUB) && path.indexOf('/') < 0;
        String digest = image.group("digest");
        String tag = image.group("tag");
        return new ImageAddress(
                host,
                registry.group("port") == null ? "" : registry.group("port"),
                official ? "library/" + path : path,
                digest != null ? digest : tag != null ? tag : "latest");
    }

    private static Unprocessable malformed(String reference) {
        String printable = reference.replaceAll("\\p{Cntrl}", "?");
        String shown = printable.length() > 80 ? printable.substring(0, 80) + "…" : printable;
        return new Unprocessable(
                ErrorCode.SOURCE_INVALID,
                "\"" + shown
                        + "\" does not say where an image is. Write it like \"registry.example.org/team/app:1\", in"
                        + " lower case.",
                List.of(new Violation("reference", "is not a reference of an image")));
    }

    /** As {@code triptych.images.registries} lists it. */
    String registry() {
        return host + port;
    }

    String repository() {
        return registry() + "/" + path;
    }

    /** In full. */
    String reference() {
        return repository() + (version.startsWith("sha256:") ? "@" : ":") + version;
    }
}
