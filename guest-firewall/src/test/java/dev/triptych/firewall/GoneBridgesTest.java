package dev.triptych.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class GoneBridgesTest {
    private static final SavedRules RULES = SavedRules.parse("""
            *filter
            :INPUT ACCEPT [0:0]
            :FORWARD ACCEPT [0:0]
            -A INPUT -i br0 -j TRIPTYCH-INPUT
            -A INPUT -i br1 -j TRIPTYCH-INPUT
            -A INPUT -i br1 -j DROP
            -A FORWARD -i br1 -j TRIPTYCH-FORWARD
            -A TRIPTYCH-INPUT -i br1 -j RETURN
            COMMIT
            *security
            -A FORWARD -i br1 -j TRIPTYCH-FORWARD
            COMMIT
            """);
    private static final SavedRules NONE = SavedRules.parse("*filter\n-A INPUT -i br0 -j TRIPTYCH-INPUT\nCOMMIT\n");

    private final Set<String> there = new HashSet<>(Set.of("br0"));
    private final AtomicLong now = new AtomicLong(7);
    private final GoneBridges gone = new GoneBridges(there::contains, now::get);

    private Map<Family, String> after(Duration time) {
        now.addAndGet(time.toNanos());
        return gone.removals(Map.of(Family.IPV4, RULES, Family.IPV6, NONE));
    }

    @Test
    void entriesOfABridgeThatHasBeenGoneForLongAreTakenAway() {
        assertThat(after(Duration.ZERO)).isEmpty();
        assertThat(after(Duration.ofMinutes(9))).isEmpty();
        assertThat(after(Duration.ofMinutes(1))).isEqualTo(Map.of(Family.IPV4, """
                        *filter
                        -D INPUT -i br1 -j TRIPTYCH-INPUT
                        -D FORWARD -i br1 -j TRIPTYCH-FORWARD
                        COMMIT

                        *security
                        -D FORWARD -i br1 -j TRIPTYCH-FORWARD
                        COMMIT
                        """));
    }

    /** As when a network is started again: whose service is away relies on the entry. */
    @Test
    void oneThatComesBackKeepsItsEntries() {
        after(Duration.ZERO);
        there.add("br1");
        assertThat(after(Duration.ofMinutes(11))).isEmpty();
        there.remove("br1");
        assertThat(after(Duration.ofMinutes(11))).isEmpty();
        assertThat(after(Duration.ofMinutes(10))).containsOnlyKeys(Family.IPV4);
    }
}
