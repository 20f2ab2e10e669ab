package dev.triptych.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet4Address;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SharedSubnetTest {
    private static SharedSubnet subnet(String gateway, int prefix) {
        return new SharedSubnet("br", Inet4Address.ofLiteral(gateway), prefix);
    }

    private static String text(SharedSubnet.Range range) {
        return SharedSubnet.text(range.first()) + "-" + SharedSubnet.text(range.last());
    }

    @ParameterizedTest
    @CsvSource({
        "10.77.0.1, 24, 10.77.0.0/24, 10.77.0.10-10.77.0.127, 10.77.0.128-10.77.0.223, 10.77.0.224-10.77.0.254",
        "192.168.177.1, 24, 192.168.177.0/24, 192.168.177.10-192.168.177.127, 192.168.177.128-192.168.177.223,"
                + " 192.168.177.224-192.168.177.254",
        "172.29.0.1, 20, 172.29.0.0/20, 172.29.0.10-172.29.7.255, 172.29.8.0-172.29.13.255, 172.29.14.0-172.29.15.254",
        "10.0.0.17, 28, 10.0.0.16/28, 10.0.0.18-10.0.0.23, 10.0.0.24-10.0.0.29, 10.0.0.30-10.0.0.30"
    })
    void eachKindHasAPartOfItsOwn(
            String gateway, int prefix, String cidr, String machines, String containers, String modules) {
        SharedSubnet subnet = subnet(gateway, prefix);
        assertThat(subnet.cidr()).isEqualTo(cidr);
        assertThat(text(subnet.machines())).isEqualTo(machines);
        assertThat(text(subnet.containers())).isEqualTo(containers);
        assertThat(text(subnet.modules())).isEqualTo(modules);
    }

    @Test
    void aBridgeThatIsNotThereHasNoNetwork() {
        assertThat(SharedSubnet.behind("no-such-bridge")).isEmpty();
    }

    @Test
    void anInterfaceOfASingleAddressIsNone() {
        assertThat(SharedSubnet.behind("lo")).isEmpty();
    }

    @Test
    void namesEndWithTheRandomPartOfTheInstallationsId() {
        InstallationId id = new InstallationId(UUID.fromString("01890a5d-ac96-774b-bcce-b302099a8057"));
        assertThat(SharedSubnet.domainOf(id)).isEqualTo("099a8057.triptych");
    }
}
