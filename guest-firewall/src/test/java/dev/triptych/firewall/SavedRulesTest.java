package dev.triptych.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.spi.InstallationId;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SavedRulesTest {
    private static final Owner OWNER = new Owner(new InstallationId(new UUID(1, 2)), "vm");
    private static final String FORWARD = RuleText.FORWARD;
    private static final String OURS = "-A TRIPTYCH-FORWARD -s 10.0.0.1/32 -m comment --comment \"" + "triptych:"
            + OWNER.installation() + ":vm:x\" -j DROP";
    private static final String THEIRS = OURS.replace(":vm:", ":container:");

    private static SavedRules saved(String... lines) {
        return SavedRules.parse("# made by iptables-save\n*filter\n:INPUT ACCEPT [0:0]\n:FORWARD DROP [0:0]\n"
                + ":TRIPTYCH-FORWARD - [0:0]\n" + String.join("\n", lines) + "\nCOMMIT\n# done\n");
    }

    @Test
    void rulesAreToldByTableAndChain() {
        SavedRules saved = saved(OURS, "-A INPUT -j OTHER");
        assertThat(saved.rules(Table.FILTER, FORWARD)).containsExactly(OURS);
        assertThat(saved.rules(Table.SECURITY, FORWARD)).isEmpty();
    }

    @Test
    void onlyMarkedRulesOfOthersAreKept() {
        SavedRules saved = saved(OURS, THEIRS, "-A TRIPTYCH-FORWARD -j RETURN");
        assertThat(saved.ofOthers(Table.FILTER, FORWARD, OWNER)).containsExactly(THEIRS);
    }

    @Test
    void aCommentWithoutQuotesIsAMarkToo() {
        assertThat(Owner.marked(THEIRS.replace("\"", ""))).isTrue();
    }

    @Test
    void theEntryIsPutInFrontOfAllOthers() {
        String insertion = "-I FORWARD 1 -i br0 -j TRIPTYCH-FORWARD";
        assertThat(saved("-A FORWARD -j DOCKER-USER").entry(Table.FILTER, "FORWARD", "br0", FORWARD))
                .containsExactly(insertion);
        assertThat(saved("-A FORWARD -j LIBVIRT_FWX", "-A FORWARD -i br0 -j TRIPTYCH-FORWARD")
                        .entry(Table.FILTER, "FORWARD", "br0", FORWARD))
                .containsExactly("-D FORWARD -i br0 -j TRIPTYCH-FORWARD", insertion);
    }

    @Test
    void anEntryInItsPlaceStays() {
        SavedRules saved = saved(
                "-A FORWARD -i br1 -j TRIPTYCH-FORWARD",
                "-A FORWARD -i br0 -j TRIPTYCH-FORWARD",
                "-A FORWARD -j DOCKER-USER");
        assertThat(saved.entry(Table.FILTER, "FORWARD", "br0", FORWARD)).isEmpty();
    }
}
