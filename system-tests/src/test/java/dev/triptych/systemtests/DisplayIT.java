package dev.triptych.systemtests;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The display of a real machine through the service's WebSocket, as a client of RFB 3.8 (RFC 6143) sees it. */
@SystemTest
class DisplayIT {
    private static final String DISK = "/api/v1/artifacts/display-it";
    private static final String DISPLAY = Workloads.PATH + "/display-it/display";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @AfterEach
    void removeWhatATestMade(Http http) {
        if (Workloads.names(http).contains("display-it")) {
            Workloads.delete(http, "display-it");
        }
        http.delete(DISK);
    }

    /** A disk whose first sector writes an X on the screen, by the firmware, and stays. */
    private static byte[] disk() {
        byte[] disk = new byte[1 << 20];
        byte[] program = {(byte) 0xB8, 'X', 0x0E, (byte) 0xCD, 0x10, (byte) 0xF4, (byte) 0xEB, (byte) 0xFD};
        System.arraycopy(program, 0, disk, 0, program.length);
        disk[510] = 0x55;
        disk[511] = (byte) 0xAA;
        return disk;
    }

    private static byte[] await(Screen screen, int from, int count) {
        Await.level(
                "byte " + (from + count) + " of the display is there",
                PATIENCE,
                () -> screen.bytes().length >= from + count);
        return Arrays.copyOfRange(screen.bytes(), from, from + count);
    }

    private static int number(byte[] bytes, int at) {
        return (Byte.toUnsignedInt(bytes[at]) << 8) | Byte.toUnsignedInt(bytes[at + 1]);
    }

    private static void send(WebSocket socket, byte... bytes) {
        socket.sendBinary(ByteBuffer.wrap(bytes), true).join();
    }

    private static int shakeHands(Screen screen, WebSocket socket) {
        byte[] version = await(screen, 0, 12);
        assertThat(version).asString(US_ASCII).isEqualTo("RFB 003.008\n");
        send(socket, version);
        int types = Byte.toUnsignedInt(await(screen, 12, 1)[0]);
        assertThat(await(screen, 13, types)).as("without a password").contains((byte) 1);
        send(socket, (byte) 1);
        assertThat(await(screen, 13 + types, 4)).containsOnly((byte) 0);
        send(socket, (byte) 1);
        byte[] init = await(screen, 17 + types, 24);
        assertThat(number(init, 0)).as("width").isPositive();
        assertThat(number(init, 2)).as("height").isPositive();
        return 17 + types + 24 + number(init, 22);
    }

    @Test
    void whatAMachineDrawsIsSeenThroughTheService(Http http) {
        http.upload(DISK + "?format=disk-raw", disk()).expect(201);
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("name", "display-it");
        description.put("kind", "vm");
        description.put("lifecycle", "service");
        description.put("source", Map.of("disk", "display-it"));
        description.put("vm", Map.of("graphics", true));
        Workloads.launch(http, description);

        Screen first = new Screen(PATIENCE);
        WebSocket one = first.open(http, DISPLAY);
        int begun = shakeHands(first, one);
        Screen second = new Screen(PATIENCE);
        int _ = shakeHands(second, second.open(http, DISPLAY));
        send(one, (byte) 3, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 64, (byte) 0, (byte) 64);
        byte[] update = await(first, begun, 16);
        assertThat(update[0]).as("an update of the frame buffer").isZero();
        assertThat(number(update, 2)).as("rectangles").isPositive();

        http.post(Workloads.PATH + "/display-it/stop", Map.of());
        first.awaitMessage("\"type\":\"exit\"");
        second.awaitMessage("\"type\":\"exit\"");
        assertThat(http.get(DISPLAY).expect(409).json().path("code").asString()).isEqualTo("ACTION_NOT_POSSIBLE");
    }
}
