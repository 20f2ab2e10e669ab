package dev.triptych.driver.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.spi.ProgramInspecting.SocketFacts;
import dev.triptych.spi.ProgramInspecting.Use;
import org.junit.jupiter.api.Test;

class SocketTableTest {
    private static final String HEAD =
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt uid\n";

    private static String line(String local, String remote, String state, long inode) {
        return "   0: " + local + " " + remote + " " + state + " 00000000:00000000 00:00000000 00000000     0        0 "
                + inode + " 1 0 100 0 0 10 0\n";
    }

    private static SocketTable table() {
        return new SocketTable(inode -> inode < 100);
    }

    @Test
    void aConnectionToAPortThatIsListenedOnWasAccepted() {
        SocketTable table = table();
        table.internet(
                "tcp",
                HEAD
                        + line("00000000:1F90", "00000000:0000", "0A", 1)
                        + line("0200000A:1F90", "0100000A:C350", "01", 2)
                        + line("0200000A:D431", "0300000A:1538", "01", 3));
        assertThat(table.sockets())
                .containsExactly(
                        new SocketFacts("tcp", Use.LISTENING, "0.0.0.0:8080", 8080, null),
                        new SocketFacts("tcp", Use.ACCEPTED, "10.0.0.2:8080", 8080, "10.0.0.1:50000"),
                        new SocketFacts("tcp", Use.OUTGOING, "10.0.0.2:54321", 54321, "10.0.0.3:5432"));
    }

    @Test
    void socketsOfOthersAreLeftOut() {
        SocketTable table = table();
        table.internet("tcp", HEAD + line("0B00007F:B0C1", "00000000:0000", "0A", 500));
        assertThat(table.sockets()).isEmpty();
    }

    @Test
    void version6IsRead() {
        SocketTable table = table();
        table.internet("tcp", HEAD + line("00000000000000000000000001000000:0050", "0".repeat(32) + ":0000", "0A", 4));
        assertThat(table.sockets())
                .containsExactly(new SocketFacts("tcp", Use.LISTENING, "[0:0:0:0:0:0:0:1]:80", 80, null));
    }

    @Test
    void udpOnAPortThatTheKernelChoseIsOutgoing() {
        SocketTable table = table();
        table.internet(
                "udp",
                HEAD
                        + line("00000000:0035", "00000000:0000", "07", 5)
                        + line("00000000:C350", "00000000:0000", "07", 6));
        assertThat(table.sockets().stream().map(SocketFacts::use)).containsExactly(Use.LISTENING, Use.OUTGOING);
    }

    @Test
    void unixSocketsHaveNamesOrNone() {
        SocketTable table = table();
        table.unix("""
                Num       RefCount Protocol Flags    Type St Inode Path
                0000000000000000: 00000002 00000000 00010000 0001 01 7 /run/a b.sock
                0000000000000000: 00000003 00000000 00000000 0001 03 8
                0000000000000000: 00000003 00000000 00000000 0001 03 9 @abstract
                """);
        assertThat(table.sockets())
                .containsExactly(
                        new SocketFacts("unix", Use.LISTENING, "/run/a b.sock", 0, null),
                        new SocketFacts("unix", Use.OUTGOING, "", 0, null),
                        new SocketFacts("unix", Use.ACCEPTED, "@abstract", 0, null));
    }

    @Test
    void signalsAreNamed() {
        assertThat(SignalNames.of(0)).isEmpty();
        assertThat(SignalNames.of(0x4003)).containsExactly("HUP", "INT", "TERM");
        assertThat(SignalNames.of(0x1_8000_0000L)).containsExactly("RT");
    }
}
