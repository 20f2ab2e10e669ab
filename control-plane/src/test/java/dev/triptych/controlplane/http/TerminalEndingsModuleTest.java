package dev.triptych.controlplane.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.controlplane.platform.Home;
import dev.triptych.tck.Eventually;
import dev.triptych.tck.fake.FakeBackend;
import java.net.URI;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;

/** Terminals that neither their command nor their client ends, in a service that is impatient and is stopped. */
@HttpModuleTest
@TestPropertySource(properties = "triptych.terminal.idle=2s")
@DirtiesContext // no other class wants this service
class TerminalEndingsModuleTest {
    @LocalServerPort
    private int port;

    @Autowired
    private Home home;

    @Autowired
    private FakeBackend engine;

    @Autowired
    private ApplicationContext service;

    private Api api;
    private String name;

    @BeforeEach
    void open() {
        api = new Api(port, home.root());
        name = Api.uniqueName("e");
        engine.onExecute((_, session) -> CommandsModuleTest.play(session));
        CommandsModuleTest.running(api, name);
    }

    private TerminalClient connectToOneThatStays() {
        TerminalClient client = new TerminalClient();
        api.client()
                .newWebSocketBuilder()
                .header("Authorization", "Bearer " + api.adminToken())
                .buildAsync(
                        URI.create("ws://127.0.0.1:" + port + "/api/v1/workloads/" + name + "/exec?command=stay"),
                        client)
                .join();
        client.awaitOutput("staying");
        return client;
    }

    @Test
    void silenceInBothDirectionsEndsATerminalAndItsCommand() {
        TerminalClient client = connectToOneThatStays();
        assertThat(client.awaitClose()).isEqualTo(1001);
        Eventually.holds(
                "its command is ended",
                TerminalClient.PATIENCE,
                () -> !CommandsModuleTest.commandRuns(engine, api, name));
    }

    @Test
    void whoIsConnectedIsToldThatTheServiceStops() {
        TerminalClient client = connectToOneThatStays();
        SmartLifecycle streams = service.getBean("openStreams", SmartLifecycle.class);
        streams.stop();
        try {
            assertThat(client.awaitClose()).isEqualTo(1012);
        } finally {
            streams.start();
        }
    }
}
