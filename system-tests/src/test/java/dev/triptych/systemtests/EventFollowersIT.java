package dev.triptych.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A thousand who follow the events and hear nothing cost little, and hear all the same when something happens. */
@Tag("backend")
class EventFollowersIT {
    private static final int FOLLOWERS = 1000;
    private static final long BOUND_KIB = 100_000_000L >> 10;
    private static final Pattern GENERATION = Pattern.compile("total \\d+K, used (\\d+)K");
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Test
    void aThousandIdleFollowersCostAtMostAHundredMebibytes() throws IOException {
        List<SocketChannel> followers = new ArrayList<>();
        try (Service service = Service.start(Map.of("TRIPTYCH_JOURNAL_READERS", Integer.toString(FOLLOWERS)))) {
            Http http = service.admin();
            Workloads.uploadSamples(http);
            Workloads.run(http, Workloads.job("wasm", "before", "greeter"));
            long before = heldKib(service);
            assertThat(before).as("KiB on the heap, as the JVM tells").isPositive();
            try {
                for (int i = 0; i < FOLLOWERS; i++) {
                    followers.add(follow(http));
                }
                for (SocketChannel follower : followers) {
                    readUntil(follower, ":open");
                }
                long cost = heldKib(service) - before;
                Workloads.run(http, Workloads.job("wasm", "heard", "greeter"));
                for (SocketChannel follower : followers) {
                    readUntil(follower, "succeeded");
                }
                System.Logger log = System.getLogger(EventFollowersIT.class.getName());
                log.log(System.Logger.Level.INFO, "{0} followers: {1} KiB", FOLLOWERS, cost);
                assertThat(cost).as("KiB for " + FOLLOWERS + " followers").isLessThanOrEqualTo(BOUND_KIB);
                assertThat(statusOfOneMore(http))
                        .as("one more than there may be")
                        .isEqualTo(429);
            } finally {
                for (SocketChannel follower : followers) {
                    follower.close();
                }
            }
            Await.level("those who went away have freed their places", PATIENCE, () -> statusOfOneMore(http) == 200);
        }
    }

    private static int statusOfOneMore(Http http) {
        try (SocketChannel one = follow(http)) {
            StringBuilder heard = new StringBuilder();
            Await.level("an answer", PATIENCE, () -> heard.append(read(one)).indexOf("\r\n") >= 0);
            return Integer.parseInt(heard.substring(9, 12));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** What a collection leaves of the heap: the resident size would count the garbage of a thousand sign-ins too. */
    private static long heldKib(Service service) {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        String pid = Long.toString(service.pid());
        Shell.run(jcmd, pid, "GC.run");
        return Shell.lines(jcmd, pid, "GC.heap_info").stream()
                .map(GENERATION::matcher)
                .filter(Matcher::find)
                .mapToLong(generation -> Long.parseLong(generation.group(1)))
                .sum();
    }

    private static SocketChannel follow(Http http) throws IOException {
        URI address = http.address();
        SocketChannel channel = SocketChannel.open(new InetSocketAddress(address.getHost(), address.getPort()));
        String request = "GET /api/v1/events/stream?workload=heard HTTP/1.1\r\nHost: " + address.getHost() + ":"
                + address.getPort() + "\r\nAuthorization: Bearer " + http.token() + "\r\n\r\n";
        ByteBuffer bytes = ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        channel.configureBlocking(false);
        return channel;
    }

    private static void readUntil(SocketChannel follower, String text) {
        StringBuilder heard = new StringBuilder();
        Await.level("a follower hears " + text, PATIENCE, () -> {
            heard.append(read(follower));
            assertThat(heard.toString()).doesNotContain("HTTP/1.1 4", "HTTP/1.1 5");
            return heard.indexOf(text) >= 0;
        });
    }

    private static String read(SocketChannel follower) {
        ByteBuffer piece = ByteBuffer.allocate(1 << 13);
        try {
            if (follower.read(piece) < 0) {
                throw new AssertionError("the stream ended");
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return new String(piece.array(), 0, piece.position(), StandardCharsets.UTF_8);
    }
}
