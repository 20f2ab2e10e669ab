package dev.triptych.gateway.child;

import dev.triptych.gateway.proxy.ProxyServer;
import dev.triptych.gateway.wire.Applied;
import dev.triptych.gateway.wire.GatewayCall;
import dev.triptych.gateway.wire.GatewayFolder;
import dev.triptych.gateway.wire.GatewayTable;
import dev.triptych.gateway.wire.Refused;
import dev.triptych.process.Frame;
import dev.triptych.process.WireConnection;
import dev.triptych.process.WireFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/** Answers the control plane. */
final class Desk {
    private final ProxyServer proxy;
    private final GatewayFolder folder;
    private final Runnable onEnd;

    Desk(ProxyServer proxy, GatewayFolder folder, Runnable onEnd) {
        this.proxy = proxy;
        this.folder = folder;
        this.onEnd = onEnd;
    }

    void serve(WireConnection connection) throws IOException {
        for (Frame frame = connection.receive(); frame != null; frame = connection.receive()) {
            if (frame.kind() != Frame.Kind.CALL) {
                throw new IOException("a " + frame.kind() + " where a call was expected");
            }
            answer(connection, frame.as(GatewayCall.class));
        }
    }

    private void answer(WireConnection connection, GatewayCall call) throws IOException {
        try {
            switch (call) {
                case GatewayCall.Apply apply -> connection.send(Frame.Kind.DONE, apply(apply.table()));
                case GatewayCall.Count _ -> connection.send(Frame.Kind.DONE, proxy.figures());
                case GatewayCall.Watch watch -> connection.send(Frame.Kind.DONE, proxy.watch(watch));
                case GatewayCall.Send send ->
                    connection.send(Frame.Kind.DONE, proxy.send(send).join());
                case GatewayCall.Hold _ -> {
                    // the connection itself is the answer
                }
                case GatewayCall.End _ -> {
                    connection.send(Frame.Kind.DONE, Map.of());
                    onEnd.run();
                }
            }
        } catch (RuntimeException e) {
            System.getLogger(Desk.class.getName())
                    .log(System.Logger.Level.ERROR, "A " + call.getClass().getSimpleName() + " failed", e);
            connection.send(Frame.Kind.FAILED, new Refused("The gateway failed: " + e));
        }
    }

    /** Goes over to a table, and keeps it for the next start. */
    Applied apply(GatewayTable table) throws IOException {
        Applied applied = proxy.apply(table);
        Path draft = folder.path().resolve("table.new");
        Files.write(draft, WireFormat.encode(kept(table, applied)));
        Files.move(draft, folder.table(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return applied;
    }

    /** Ports as they are; services with a key of a certificate come back when the control plane hands it over. */
    private static GatewayTable kept(GatewayTable table, Applied applied) {
        return new GatewayTable(
                table.bind(),
                table.port(),
                table.services().stream()
                        .filter(service -> service.tls() == null)
                        .map(service -> service.at(applied.ports().getOrDefault(service.name(), service.port())))
                        .toList(),
                table.forwards());
    }
}
