package dev.triptych.driver.vm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.spi.SharedNaming.NamedAddress;
import dev.triptych.spi.SharedNaming.NamedNetwork;
import dev.triptych.spi.SharedSubnet;
import java.net.Inet4Address;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NetworkNamesTest {
    private static final String OURS = "0a0a0a0a.triptych";
    private static final SharedSubnet SUBNET = new SharedSubnet("triptych0", Inet4Address.ofLiteral("10.77.0.1"), 24);

    private static NamedAddress entry(String address, String... names) {
        return new NamedAddress(address, List.of(names));
    }

    private static NameChanges changes(List<NamedAddress> there, Map<String, String> wanted) {
        return NameChanges.of(there, wanted, OURS);
    }

    @Test
    void aNameIsThatOfTheInstallationAndThatOfTheHost() {
        assertThat(changes(List.of(), Map.of("10.77.0.130", "web")))
                .isEqualTo(new NameChanges(List.of(), List.of(entry("10.77.0.130", "web." + OURS, "web.triptych"))));
    }

    @Test
    void whatIsAsItShouldBeIsLeft() {
        assertThat(changes(List.of(entry("10.77.0.130", "web." + OURS, "web.triptych")), Map.of("10.77.0.130", "web")))
                .isEqualTo(new NameChanges(List.of(), List.of()));
    }

    @Test
    void whatIsGoneIsRemovedAndWhatMovedIsMoved() {
        NamedAddress gone = entry("10.77.0.130", "web." + OURS, "web.triptych");
        NamedAddress moved = entry("10.77.0.131", "db." + OURS, "db.triptych");
        assertThat(changes(List.of(gone, moved), Map.of("10.77.0.132", "db")))
                .isEqualTo(new NameChanges(
                        List.of(gone, moved), List.of(entry("10.77.0.132", "db." + OURS, "db.triptych"))));
    }

    @Test
    void theNameOfAnotherInstallationIsNotTaken() {
        NamedAddress theirs = entry("10.77.0.140", "web.0b0b0b0b.triptych", "web.triptych");
        assertThat(changes(List.of(theirs), Map.of("10.77.0.130", "web")))
                .isEqualTo(new NameChanges(List.of(), List.of(entry("10.77.0.130", "web." + OURS))));
    }

    @Test
    void whenTheyLetGoOfItItIsOurs() {
        NamedAddress alone = entry("10.77.0.130", "web." + OURS);
        assertThat(changes(List.of(alone), Map.of("10.77.0.130", "web")))
                .isEqualTo(
                        new NameChanges(List.of(alone), List.of(entry("10.77.0.130", "web." + OURS, "web.triptych"))));
    }

    @Test
    void whatOthersLeftAtAnAddressOfOursIsRemoved() {
        NamedAddress left = entry("10.77.0.130", "db.0b0b0b0b.triptych", "db.triptych");
        assertThat(changes(List.of(left), Map.of("10.77.0.130", "db")))
                .isEqualTo(new NameChanges(List.of(left), List.of(entry("10.77.0.130", "db." + OURS, "db.triptych"))));
    }

    private static NamedNetwork read(boolean active) {
        return NetworkNames.read(
                "triptych",
                active,
                """
            <network><name>triptych</name><bridge name='triptych0' stp='off'/>
              <dns><host ip='10.77.0.130'><hostname>web.0a0a0a0a.triptych</hostname><hostname>web.triptych</hostname></host></dns>
              <ip address='10.77.0.1' netmask='255.255.255.0'>
                <dhcp><range start='10.77.0.10' end='10.77.0.127'/><host mac='52:54:00:00:00:01' ip='10.77.0.200'/></dhcp>
              </ip></network>
            """,
                bridge -> Optional.of(SUBNET).filter(subnet -> subnet.bridge().equals(bridge)));
    }

    @Test
    void aNetworkIsReadFromItsDescriptionAndFromTheHost() {
        assertThat(read(true))
                .isEqualTo(new NamedNetwork(
                        "triptych",
                        "triptych0",
                        true,
                        SUBNET,
                        List.of(entry("10.77.0.130", "web." + OURS, "web.triptych"))));
    }

    @Test
    void whatHasTheNameOfItsBridgeBeforeItBeginsIsNotItsSubnet() {
        assertThat(read(false).subnet()).isNull();
    }

    @Test
    void anEntryIsWrittenAsLibvirtReadsIt() {
        assertThat(NetworkNames.xml(entry("10.77.0.130", "web." + OURS)))
                .isEqualTo("<host ip='10.77.0.130'><hostname>web.0a0a0a0a.triptych</hostname></host>");
    }
}
