package dev.triptych.driver.wasm.host.child;

import dev.triptych.driver.wasm.host.WasmHost;
import dev.triptych.driver.wasm.host.wire.Failure;
import dev.triptych.driver.wasm.host.wire.HostSettings;
import dev.triptych.process.CallServer;
import dev.triptych.process.ProcessIdentity;
import dev.triptych.process.Welcome;
import dev.triptych.spi.DriverErrorCode;
import java.io.IOException;
import java.nio.file.Path;

/** Where the control plane comes in. */
final class HostDoor {
    private HostDoor() {}

    /** Makes the socket; nobody is let in before the server is opened. */
    static CallServer at(Path socket, WasmHost host, CallTable calls, HostSettings settings) throws IOException {
        CallServer.Door door = new CallServer.Door(
                settings.clients(),
                settings.nonce(),
                new Welcome(settings.build(), ProcessIdentity.own()),
                why -> new Failure(DriverErrorCode.BACKEND_REFUSED, why, ""));
        return new CallServer(socket, door, connection -> new Conversation(connection, host, calls).run());
    }
}
