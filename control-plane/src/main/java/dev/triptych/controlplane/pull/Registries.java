package dev.triptych.controlplane.pull;

import dev.triptych.controlplane.dispatch.ImagesProperties;
import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException.Unavailable;
import dev.triptych.controlplane.platform.TriptychException.Unprocessable;
import dev.triptych.controlplane.platform.Violation;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/**
 * Which registries may be asked: those that are listed, by name, and not this host itself nor its links. A name is looked up
 * here; the container engine looks it up again by itself, and follows where the registry sends it.
 */
@Component
class Registries {
    private static final String LIST = "triptych.images.registries";
    private static final long LOOKUP_SECONDS = 10;
    /** A last label of digits, or of digits in hexadecimal, makes a host an IPv4 address, in whichever form. */
    private static final Pattern NUMBER = Pattern.compile("(?:.*\\.)?(?:[0-9]+|0x[0-9a-f]*)");

    private static final Pattern PLAIN_IPV4 = Pattern.compile("(?:(?:0|[1-9][0-9]{0,2})(?:\\.|$)){4}");

    private final ImagesProperties properties;
    private final HostLookup lookup;

    Registries(ImagesProperties properties, HostLookup lookup) {
        this.properties = properties;
        this.lookup = lookup;
    }

    /** By name. */
    List<String> allowed() {
        return List.copyOf(new TreeSet<>(properties.registries()));
    }

    /**
     * Refuses unless an image may be pulled from there.
     *
     * @throws Unprocessable {@link ErrorCode#REGISTRY_NOT_ALLOWED}
     * @throws Unavailable {@link ErrorCode#REGISTRY_UNREACHABLE} when its name means no address
     */
    void require(ImageAddress image) {
        boolean listed = properties.registries().contains(image.registry());
        if (isAddress(image.host())) {
            boolean plain = PLAIN_IPV4.matcher(image.host()).matches();
            if (!listed || !properties.registriesOnLoopback() || !plain) {
                throw refused(
                        "\"" + image.registry() + "\" is an address. Registries are listed by name in " + LIST + ".");
            }
            return;
        }
        boolean here = image.host().equals("localhost") || image.host().endsWith(".localhost");
        if (here && !(listed && properties.registriesOnLoopback())) {
            throw refused("\"" + image.registry() + "\" is this host, from which nothing is pulled unless " + LIST
                    + " and " + "registries-on-loopback say so.");
        }
        if (!listed) {
            throw refused("Nothing may be pulled from " + image.registry() + ": " + LIST + " does not list it"
                    + (properties.registries().isEmpty()
                            ? " or any other."
                            : ", but " + String.join(", ", allowed()) + ".")
                    + " Whoever runs this service can add it there.");
        }
        if (!properties.registriesOnLoopback()) {
            addresses(image.host()).stream()
                    .filter(Registries::isClose)
                    .findFirst()
                    .ifPresent(address -> {
                        throw refused("The name of the registry " + image.registry()
                                + " means an address of this host or of its link, from which nothing is pulled.");
                    });
        }
    }

    private static boolean isAddress(String host) {
        return host.startsWith("[") || NUMBER.matcher(host).matches();
    }

    private List<InetAddress> addresses(String host) {
        FutureTask<List<InetAddress>> answer = new FutureTask<>(() -> lookup.addresses(host));
        Thread.ofVirtual().name("registry-lookup").start(answer);
        try {
            return answer.get(LOOKUP_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownHostException unknown) {
                throw unknown(host, unknown);
            }
            throw new IllegalStateException("a host could not be looked up", e);
        } catch (TimeoutException e) {
            throw unknown(host, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unknown(host, e);
        }
    }

    private static Unavailable unknown(String host, Exception cause) {
        return new Unavailable(
                ErrorCode.REGISTRY_UNREACHABLE,
                "The name of the registry, " + host + ", means no address on this host. Look at its name service.",
                cause);
    }

    /** Whether it is of this host or of its link, also when it is written as an IPv6 address that carries an IPv4 one. */
    static boolean isClose(InetAddress address) {
        byte[] bytes = address.getAddress();
        boolean zero = bytes.length == 4 && bytes[0] == 0;
        return zero
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isAnyLocalAddress()
                || address.isMulticastAddress()
                || carriesClose(bytes);
    }

    /** Translated addresses (RFC 6052) and those of 6to4 (RFC 3056). */
    private static boolean carriesClose(byte[] bytes) {
        if (bytes.length != 16) {
            return false;
        }
        boolean translated = bytes[0] == 0 && bytes[1] == 0x64 && bytes[2] == (byte) 0xff && bytes[3] == (byte) 0x9b;
        boolean sixToFour = bytes[0] == 0x20 && bytes[1] == 0x02;
        if (!translated && !sixToFour) {
            return false;
        }
        int at = translated ? 12 : 2;
        try {
            return isClose(
                    InetAddress.getByAddress(new byte[] {bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]}));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    private static Unprocessable refused(String message) {
        return new Unprocessable(
                ErrorCode.REGISTRY_NOT_ALLOWED, message, List.of(new Violation("reference", "is not allowed")));
    }
}
